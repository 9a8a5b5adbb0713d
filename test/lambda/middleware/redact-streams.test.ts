import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../../lambda/middleware/redact-streams.ts');

const run = (statement: string) =>
  new Promise<string>((resolve) => {
    const script = `
      import { redactStreams } from ${JSON.stringify(MODULE)};
      redactStreams((text) => text.replaceAll('hidden', '***'));
      redactStreams((text) => text.replaceAll('hidden', '###'));
      ${statement}`;
    execFile(process.execPath, ['--input-type=module', '--eval', script], (_error, output, errors) =>
      resolve(output + errors),
    );
  });

it.each([
  "process.stdout.write('a hid' + 'den token')",
  "process.stderr.write(Buffer.from('a hid' + 'den token'))",
  "console.dir('a hid' + 'den token')",
  "console.trace('a hid' + 'den token')",
  "process.stdout.write('a hid'); process.stdout.write('den token')",
  "process.stderr.write('a hid'); setTimeout(() => process.stderr.write('den token'), 300)",
  "process.stdout.write(Buffer.from('a hid' + 'den token').toString('base64'), 'base64')",
])('hides a secret that is written by %s, with the newest redactor', async (statement) => {
  const printed = await run(statement);

  expect(printed).toContain('a ### token');
  expect(printed).not.toContain('hidden');
});

it('writes what is held back in the order in which it was printed', async () => {
  const printed = await run(`
    const streams = redactStreams((text) => text.replaceAll('hidden', '***'));
    process.stdout.write('one\\ntw');
    streams.print('line\\n');
    process.stdout.write('o\\n');
    streams.flush();
    process.stdout.write('three', () => process.stdout.write(', written'));`);

  expect(printed).toBe('one\nline\ntwo\nthree, written');
});
