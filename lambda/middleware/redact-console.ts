import { format } from 'node:util';

/** Those that Lambda's runtime client replaces, so that they may print past standard output. The others end in these, or in the streams. */
const METHODS = ['debug', 'error', 'fatal', 'info', 'log', 'trace', 'warn'];

/**
 * Redacts what is printed through the console, before the console adds its own to it.
 * @param pass Runs what hands on a text that is redacted already.
 */
export function redactConsole(redact: (text: string) => string, pass: (print: () => void) => void): void {
  const methods: Record<string, unknown> = Object(console);
  for (const method of METHODS) {
    const original = methods[method];
    if (typeof original !== 'function') continue;
    methods[method] = (...values: unknown[]) => {
      const text = redact(format(...values));
      pass(() => original.call(console, text));
    };
  }
}
