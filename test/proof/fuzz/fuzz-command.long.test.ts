import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeLimit } from '../../time-limit.ts';

const run = promisify(execFile);
const FUZZ = join(import.meta.dirname, '../../../proof/fuzz');
const PROGRAM = join(import.meta.dirname, '../../../bin/fuzz.ts');
const runFuzz = (...parameters: string[]) => run(process.execPath, [PROGRAM, ...parameters]);

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuzz-command-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('npm run fuzz', () => {
  it('tells how far it came, the same for the same numbers', { timeout: timeLimit(60_000) }, async () => {
    const runs = [
      await runFuzz('--executions', '300', '--seed', '5'),
      await runFuzz('--executions', '300', '--seed', '5'),
    ];

    // How often the loop must turn meanwhile is the machine's affair, and a few blocks are run for nothing else.
    const [once, again] = runs.map(({ stdout }) =>
      stdout.replace(/\d+ of \d+ blocks/, '# blocks').replace(/\d+ a second/, '# a second'),
    );

    expect(once).toMatch(/^300 executions, # blocks, \d+ outcomes, corpus \d+, # a second\nNo finding; seed 5\n$/);
    expect(again).toBe(once);
  });

  it.each([
    [['--seed', 'x'], '--seed must be a whole number from 1 to 4294967295, got "x".'],
    [['--exceutions', '5'], "Unknown option '--exceutions'"],
    [['--reader', 'rar'], '--reader must be zip or tar, got "rar".'],
  ])('is refused with %j', async (parameters, message) => {
    await expect(runFuzz(...parameters)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('the watchdog', () => {
  it('keeps the archive that its reader is never done with, and ends the process', async () => {
    const script = `
      import { startWatchdog } from ${JSON.stringify(join(FUZZ, 'watchdog.ts'))};
      const watchdog = startWatchdog({ bytes: 9, milliseconds: 50, findings: ${JSON.stringify(join(home, 'findings'))} });
      watchdog.begin(Buffer.from('good'));
      watchdog.begin(Buffer.from('hangs'));
      for (;;);`;

    await writeFile(join(home, 'hang.mjs'), script);

    const running = run(process.execPath, [join(home, 'hang.mjs')], {
      timeout: timeLimit(15_000),
      killSignal: 'SIGTERM',
    });

    await expect(running).rejects.toMatchObject({
      signal: 'SIGKILL',
      stdout: expect.stringContaining('has not ended'),
    });
    const files = await readdir(join(home, 'findings'));
    expect(await Promise.all(files.map((file) => readFile(join(home, 'findings', file), 'utf8')))).toEqual(['hangs']);
  });
});
