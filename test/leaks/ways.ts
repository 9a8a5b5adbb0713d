import { Console } from 'node:console';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { format, inspect } from 'node:util';
import type { JobLog } from '../../lambda/action/job.ts';

/** A way in which a program prints a value. */
type Way = (value: unknown, log: JobLog) => unknown;

const methods: Record<string, unknown> = Object(console);

/** Calls a method of the console; `fatal` is one of Lambda's runtime client alone. */
const print = (method: string, ...values: unknown[]) => {
  const log = methods[method];
  return typeof log === 'function' ? log.call(console, ...values) : undefined;
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : inspect(value));
const halves = (text: string) => [text.slice(0, text.length / 2), text.slice(text.length / 2)] as const;

/** Every way to print that a program has, past which nobody can look into it. */
export const ways: Readonly<Record<string, Way>> = {
  ...Object.fromEntries(
    ['debug', 'error', 'fatal', 'info', 'log', 'trace', 'warn'].map((method) => [
      `console.${method}`,
      (value: unknown) => print(method, 'a value:', value),
    ]),
  ),
  'console.log with a format': (value) => console.log('%s, %o and %O', value, value, value),
  'console.log of a value alone': (value) => console.log(value),
  'console.error of a value alone': (value) => console.error(value),
  'console.dir': (value) => console.dir(value, { depth: null, showHidden: true }),
  'console.dirxml': (value) => console.dirxml(value),
  'console.table': (value) => console.table([{ value }, { value: [value] }]),
  'console.group': (value) => {
    console.group(value);
    console.log(value);
    console.groupEnd();
  },
  'console.groupCollapsed': (value) => {
    console.groupCollapsed(value);
    console.groupEnd();
  },
  'console.assert': (value) => console.assert(false, 'not so: %o', value),
  'console.count': (value) => console.count(textOf(value)),
  'console.countReset': async (value) => {
    console.countReset(`${textOf(value)} of which there is none`);
    await setImmediate();
  },
  'console.timeEnd': (value) => {
    console.time(textOf(value));
    console.timeLog(textOf(value), value);
    console.timeEnd(textOf(value));
  },
  'a console of its own': (value) => new Console(process.stdout, process.stderr).error(value),
  'standard output': (value) => process.stdout.write(`${textOf(value)}\n`),
  'standard error': (value) => process.stderr.write(Buffer.from(`${textOf(value)}\n`)),
  'standard output, in two pieces': (value) => {
    for (const half of halves(textOf(value))) process.stdout.write(half);
  },
  'standard error, byte by byte': (value) => {
    for (const byte of Buffer.from(textOf(value)).subarray(0, 500)) process.stderr.write(Uint8Array.of(byte));
  },
  'standard output, in hexadecimal': (value) => process.stdout.write(Buffer.from(textOf(value)).toString('hex'), 'hex'),
  'standard output, as UTF-16': (value) => process.stdout.write(`${textOf(value)}\n`, 'utf16le'),
  'standard output, from a stream': async (value) => {
    const stream = Readable.from(halves(textOf(value)));
    // On a machine that reads slowly, the second half waits until there is room for it.
    await once(stream.pipe(process.stdout, { end: false }), 'unpipe');
  },
  'a warning': async (value) => {
    process.emitWarning(textOf(value), { detail: format(value), code: 'LEAK' });
    await setImmediate();
  },
  'an error as a warning': async (value) => {
    process.emitWarning(Object.assign(new Error(textOf(value)), { name: 'Warning' }));
    await setImmediate();
  },
  'the message of a log line': (value, log) => log.info(textOf(value)),
  'a field of a log line': (value, log) => log.warn('a value', { value, [textOf(value)]: { deep: [value] } }),
  'an error in a log line': (value, log) => log.error('failed', { error: new Error('failed', { cause: value }) }),
};
