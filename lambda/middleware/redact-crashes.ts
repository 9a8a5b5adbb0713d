/**
 * Redacts what the runtime prints of an error that ends the process: nothing of ours is asked then. An unhandled
 * rejection becomes an uncaught exception, so that there is one such way only.
 */
export function redactCrashes(redact: (text: string) => string): void {
  process.on('uncaughtExceptionMonitor', (error) => redactError(error, redact));
  process.prependListener('unhandledRejection', (reason) => {
    throw reason instanceof Error ? reason : new Error(redact(String(reason)));
  });
}

function redactError(error: unknown, redact: (text: string) => string): void {
  const seen = new Set<unknown>();
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one);
    one.message = redact(one.message);
    one.stack = redact(one.stack ?? '');
  }
}
