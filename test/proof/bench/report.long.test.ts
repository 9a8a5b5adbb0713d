import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { commandOf, readReport } from '../../../proof/bench/report.ts';
import { report, sizes } from './sample-report.ts';

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const BENCH = join(import.meta.dirname, '../../../bin/bench.ts');

async function run(...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BENCH, ...args]);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}

describe('a report', () => {
  it('is read as it was written', async () => {
    const file = join(await openFolder(), 'figures.json');
    await writeFile(file, JSON.stringify(report(sizes())));

    const found = await readReport(file);

    expect(found).toEqual(report(sizes()));
  });

  it.each(['no JSON', 'null', '{}', '{"date":"2026","machine":{},"findings":{}}'])('is not %s', async (content) => {
    const file = join(await openFolder(), 'figures.json');
    await writeFile(file, content);

    const reading = readReport(file);

    await expect(reading).rejects.toThrow(
      new UsageError(`${file} is not what npm run bench -- --json ${file} writes.`),
    );
  });

  it('tells the command line that measures the same again', () => {
    const all = { only: ['a', 'b'], runs: 5, quick: false, json: 'figures.json' };

    const commands = [all, { ...all, only: ['b'], quick: true, runs: 1 }].map((one) => commandOf(one, ['a', 'b']));

    expect(commands).toEqual(['npm run bench -- --runs 5', 'npm run bench -- --only b --quick --runs 1']);
  });
});

describe('a command that reads a report', () => {
  it('prints the table', async () => {
    const file = join(await openFolder(), 'figures.json');
    await writeFile(file, JSON.stringify(report(sizes())));

    const { code, output } = await run('table', file);

    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining('| **`artifact-size`**: read everything |'),
    });
  });

  it('writes the plot and nothing beside it', async () => {
    const folder = await openFolder();
    const [file, plot] = [join(folder, 'figures.json'), join(folder, 'plot.svg')];
    await writeFile(file, JSON.stringify(report(sizes())));

    const { code } = await run('plot', file, plot);

    expect([code, await readdir(folder)]).toEqual([0, ['figures.json', 'plot.svg']]);
  });

  it.each([
    [['table', 'gone.json'], 'gone.json cannot be read (ENOENT).\n'],
    [['table'], 'Expected besides flags: FIGURES.json; got 0 words. See --help.\n'],
    [['plot', 'figures.json'], 'Expected besides flags: FIGURES.json PLOT.svg; got 1 words. See --help.\n'],
    [
      ['plot', 'figures.json', 'no-folder/plot.svg'],
      'no-folder/plot.svg cannot be written: there is no folder no-folder.\n',
    ],
    [['--json', 'no-folder/figures.json'], 'no-folder/figures.json cannot be written: there is no folder no-folder.\n'],
  ])('%j ends with one line and exit code 2', async (args, errors) => {
    const ended = await run(...args);

    expect(ended).toEqual({ code: 2, output: '', errors });
  });
});
