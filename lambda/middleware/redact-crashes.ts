import { inspect } from 'node:util';

let redactText: ((text: string) => string) | undefined;
const CRASHED = 1;

/**
 * Redacts what the runtime prints of an error that ends the process, because no middleware sees such an error. An unhandled
 * rejection becomes an uncaught exception, so that there is only one way. A second call changes the redactor.
 */
export function redactCrashes(redact: (text: string) => string): void {
  const installed = redactText !== undefined;
  redactText = redact;
  if (installed) return;
  process.on('uncaughtExceptionMonitor', beforeCrash);
  process.prependListener('unhandledRejection', (reason) => {
    throw reason;
  });
}

/** Each listener is given the redacted error. Without listeners Node would print the error itself, with all of its members. */
function beforeCrash(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  const listeners = process.listeners('uncaughtException');
  const shown = hideSecrets(error);
  if (listeners.length === 0) {
    process.stderr.write(`Uncaught ${redactText?.(inspect(shown))}\n`);
    process.exit(CRASHED);
  }
  if (shown === error) return;
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', () => {
    for (const listener of listeners) process.on('uncaughtException', listener);
    for (const listener of listeners) listener(shown, origin);
  });
}

/** The error itself, without the secrets in it and in its causes, or another one in its place. */
function hideSecrets(error: unknown): Error {
  const inItsPlace = () => new Error(redactText?.(typeof error === 'string' ? error : inspect(error)));
  if (!(error instanceof Error)) return inItsPlace();
  const seen = new Set<unknown>();
  const hide = (one: unknown) => {
    if (!(one instanceof Error) || seen.has(one)) return;
    seen.add(one);
    for (const name of ['message', 'stack', 'name'] as const) {
      const text = one[name];
      const shown = typeof text === 'string' ? redactText?.(text) : undefined;
      // The members of a DOMException can be defined, and cannot be assigned.
      if (shown !== text) Object.defineProperty(one, name, { value: shown });
    }
    hide(one.cause);
    if (one instanceof AggregateError) one.errors.forEach(hide);
  };
  try {
    hide(error);
    return error;
  } catch {
    // It is frozen.
    return inItsPlace();
  }
}
