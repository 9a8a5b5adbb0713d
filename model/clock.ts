import { setTimeout } from 'node:timers/promises';

/** The time as this machine's clock or a test tells it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after the number of milliseconds, or as soon as the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    }),
};
