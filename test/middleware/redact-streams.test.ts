import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../lambda/middleware/redact-streams.ts');

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
])('hides a secret that is written by %s, with the newest redactor', async (statement) => {
  const printed = await run(statement);

  expect(printed).toContain('a ### token');
  expect(printed).not.toContain('hidden');
});
