import { format } from 'node:util';

/** The methods that Lambda's runtime client replaces, so that they may print past standard output. The others call these, or write to the streams. */
const METHODS = ['debug', 'error', 'fatal', 'info', 'log', 'trace', 'warn'];

/**
 * Redacts what is printed through the console, before the console adds its own prefix.
 * @param pass Runs a function that prints a text which is redacted already.
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
