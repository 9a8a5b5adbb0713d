/** Rejects with the signal's reason as soon as the signal fires, for use in `Promise.race`. */
export const rejectOn = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
