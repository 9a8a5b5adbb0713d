import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeLimit } from '../../time-limit.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const NEEDED = ['bin', 'proof', 'command', 'lambda', 'model', 'package.json'];

interface Hole {
  reader: 'zip' | 'tar';
  file: string;
  /** What stands in the file, and what is put in its place. */
  sound: string;
  broken: string;
  finding: RegExp;
}

/** Once is enough, and keeps the watchdog of a busy machine from being first. */
const HOLD_ONCE = `
  const spent = () => process.threadCpuUsage().user + process.threadCpuUsage().system;
  const start = spent();
  while (!globalThis.held && spent() - start < 300_000) for (let count = 0; count < 1_000_000; count++);
  globalThis.held = true;
`;

/** One for each promise that is judged. */
const holes: [what: string, hole: Hole][] = [
  [
    'a path of a zip is not checked',
    {
      reader: 'zip',
      file: 'lambda/archive/read-path.ts',
      sound: 'const problem = leadsOut(name) ??',
      broken: 'const problem = undefined ??',
      finding: /An unsafe path was handed out/,
    },
  ],
  [
    'a path of a tar is not checked',
    {
      reader: 'tar',
      file: 'lambda/archive/read-path.ts',
      sound: 'const problem = leadsOut(name) ??',
      broken: 'const problem = undefined ??',
      finding: /An unsafe path was handed out/,
    },
  ],
  [
    'a link that leads out is written',
    {
      reader: 'zip',
      file: 'lambda/archive/extract-entries.ts',
      sound: "if (type === 'symlink') checkLinkContent(path, content);",
      broken: "if (type === 'symlink') register.typeOf(path);",
      finding: /is a link to/,
    },
  ],
  [
    'far more memory is taken than an entry has bytes',
    {
      reader: 'zip',
      file: 'lambda/archive/zip/entry-content.ts',
      sound: 'Math.max(64, record.size + 1)',
      broken: '64 * 2 ** 20',
      finding: /took \d+ bytes of memory/,
    },
  ],
  [
    'a reading works on without a turn of the event loop',
    {
      reader: 'zip',
      file: 'lambda/archive/zip/entry-content.ts',
      sound: '  checkCrc(crc32(bytes), record);',
      broken: `${HOLD_ONCE}  checkCrc(crc32(bytes), record);`,
      finding: /kept the event loop from turning/,
    },
  ],
];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuzz-holes-'));
  for (const name of NEEDED) await cp(join(ROOT, name), join(home, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const runFuzz = (reader: string) =>
  run(process.execPath, [join(home, 'bin/fuzz.ts'), '--reader', reader, '--executions', '12000', '--unguided']);

describe('the fuzzer finds it when', () => {
  it.each(holes)('%s', { timeout: timeLimit(120_000) }, async (_, { reader, file, sound, broken, finding }) => {
    const text = await readFile(join(home, file), 'utf8');
    expect(text).toContain(sound);
    await writeFile(join(home, file), text.replace(sound, broken));

    const running = runFuzz(reader);

    await expect(running).rejects.toMatchObject({ code: 1, stdout: expect.stringMatching(finding) });
  });
});
