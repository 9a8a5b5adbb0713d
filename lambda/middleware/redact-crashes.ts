let redactText: ((text: string) => string) | undefined;

/**
 * Redacts what the runtime prints of an error that ends the process: nothing of ours is asked then. An unhandled
 * rejection becomes an uncaught exception, so that there is one such way only. Called again, it changes the redactor.
 */
export function redactCrashes(redact: (text: string) => string): void {
  const installed = redactText !== undefined;
  redactText = redact;
  if (installed) return;
  process.on('uncaughtExceptionMonitor', hideSecrets);
  process.prependListener('unhandledRejection', (reason) => {
    throw reason instanceof Error ? reason : new Error(redactText?.(String(reason)));
  });
}

function hideSecrets(error: unknown): void {
  const seen = new Set<unknown>();
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one);
    // Defined rather than assigned, because those of a DOMException cannot be assigned.
    Object.defineProperty(one, 'message', { value: redactText?.(one.message) });
    Object.defineProperty(one, 'stack', { value: redactText?.(one.stack ?? '') });
  }
}
