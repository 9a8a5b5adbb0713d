import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { readValueFrom } from '../../../local/program/read-value.ts';
import { timeLimit } from '../../time-limit.ts';

const READER = new URL('../../../local/program/read-value.ts', import.meta.url).href;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-value-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function readText(content: string | Uint8Array): Promise<string> {
  const file = join(folder, 'value');
  await writeFile(file, content);
  return await readValueFrom(file);
}

it.each([
  ['one line', 'value\n', 'value'],
  ['several lines', 'a\r\nb\r\n', 'a\r\nb'],
  ['nothing', '', ''],
])('gives %s of a file without the line end behind it', async (_what, content, value) => {
  expect(await readText(content)).toBe(value);
});

it.each([
  ['more than a value has', 'x'.repeat(100_001), 'is too long for a value'],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe]), 'is not a text in UTF-8'],
])('refuses a file with %s', async (_what, content, why) => {
  await expect(readText(content)).rejects.toThrow(why);
});

it('reads what has no end not to its end', async () => {
  await expect(readValueFrom('/dev/zero')).rejects.toThrow('is too long for a value');
});

it.each(['the pipe', 'a link to it'])('does not wait for who may write into a named pipe: %s', async (which) => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await symlink(pipe, join(folder, 'link'));

  await expect(readValueFrom(which === 'the pipe' ? pipe : join(folder, 'link'))).rejects.toThrow('is a named pipe');
});

it('reads what a shell passes on, and standard input', { timeout: timeLimit(30_000) }, () => {
  const program = `const { readValueFrom } = await import('${READER}');
    for (const path of process.argv.slice(1)) console.log(await readValueFrom(path));`;
  const call = `echo piped | "${process.execPath}" --input-type=module -e "$PROGRAM" -- <(echo substituted) /dev/stdin`;

  const { stdout } = spawnSync('bash', ['-c', call], { env: { ...process.env, PROGRAM: program }, encoding: 'utf8' });

  expect(stdout).toBe('substituted\npiped\n');
});
