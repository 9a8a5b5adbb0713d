import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../../lambda/middleware/redact-crashes.ts');

/** Lets a process die and returns how, and what it printed. */
const die = (statement: string) =>
  new Promise<{ code: number; printed: string }>((resolve) => {
    const script = `
      import { redactCrashes } from ${JSON.stringify(MODULE)};
      redactCrashes((text) => text.replaceAll('hidden', '***'));
      ${statement}`;
    execFile(process.execPath, ['--input-type=module', '--eval', script], (error, output, errors) =>
      resolve({ code: Number(error?.code ?? 0), printed: output + errors }),
    );
  });

it.each([
  ['an exception', "setTimeout(() => { throw new Error('a ' + 'hid' + 'den token') })"],
  [
    'an exception whose stack was read before',
    "setTimeout(() => { const error = new Error('a ' + 'hid' + 'den token'); void error.stack; throw error })",
  ],
  ['a rejection', "void Promise.reject(new Error('a ' + 'hid' + 'den token'))"],
  [
    'a DOMException, whose message cannot be assigned',
    "setTimeout(() => { throw new DOMException('a ' + 'hid' + 'den token') })",
  ],
  ['a rejection that is no error', "void Promise.reject('a ' + 'hid' + 'den token')"],
  [
    'the cause of an exception',
    "setTimeout(() => { throw new Error('a *** token', { cause: new Error('hid' + 'den') }) })",
  ],
])('hides a secret in %s that ends the process, which still ends', async (_what, statement) => {
  const { code, printed } = await die(statement);

  expect(code).not.toBe(0);
  expect(printed).toContain('a *** token');
  expect(printed).not.toContain('hidden');
});

it.each([
  ['a text', "'a ' + 'hid' + 'den token'"],
  ['a frozen error', "Object.freeze(new Error('a ' + 'hid' + 'den token'))"],
  ['an error', "Object.assign(new Error('a ' + 'hid' + 'den token'), { name: 'hid' + 'den' })"],
])('gives whoever listens for uncaught exceptions no secret in %s', async (_what, thrown) => {
  const { code, printed } = await die(`
    process.on('uncaughtException', (error) => {
      process.stderr.write(error.name + ': ' + error.message + ' ' + error.stack);
      process.exit(9);
    });
    setTimeout(() => { throw ${thrown} })`);

  expect(code).toBe(9);
  expect(printed).toContain('a *** token');
  expect(printed).not.toContain('hidden');
});
