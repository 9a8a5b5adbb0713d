import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../../../time-limit.ts';
import { writeDeepTar, writeManyZip } from './worst-archives.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'measure-reading.ts');
/** Of the smallest worker, in MiB. */
const SMALL_HEAP = 96;
const MAX_ENTRIES = 199_990;
/** Promised are 20 ms of CPU time; what the compiler and the garbage collector take of it differs from run to run. */
const MAX_STRETCH_MS = 100;

interface Measured {
  /** What was counted, or the sentence with which the archive was refused. */
  outcome: number | string;
  /** CPU time of the thread. */
  longestMs: number;
  peakMib: number;
}

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'worst-'));
});
afterAll(async () => {
  await rm(home, { recursive: true });
});

async function measure(parameters: string[], heapMib?: number): Promise<Measured> {
  const heap = heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`];
  const { stdout } = await run(process.execPath, [...heap, SCRIPT, ...parameters]);
  return JSON.parse(stdout) as Measured;
}

/** Names of one length, so many in a folder. */
const inFolders = (size: number) => (index: number) =>
  `${String(Math.floor(index / size)).padStart(6, '0')}/${String(index).padStart(6, '0')}.txt`;

describe('the smallest worker', { timeout: timeLimit(120_000) }, () => {
  it('is not taken down by folders in folders, as many as 200,000 tar entries can name', async () => {
    const file = join(home, 'deep.tar.gz');
    await writeDeepTar(file, MAX_ENTRIES);

    const { outcome, longestMs } = await measure(['list', 'file', file], SMALL_HEAP);

    expect(outcome).toMatch(/^Entry "\d+\/a\/.* of the archive .*memory/);
    expect(longestMs).toBeLessThan(MAX_STRETCH_MS);
  });

  it('is not taken down by a zip directory of 64 MiB', async () => {
    const file = join(home, 'wide.zip');
    const name = (index: number) => `${String(index).padStart(7, '0')}${'n'.repeat(240)}`;
    await writeManyZip(file, MAX_ENTRIES, name);

    const { peakMib } = await measure(['list', 'file', file], SMALL_HEAP);
    await rm(file);

    expect(peakMib).toBeLessThan(320);
  });
});

describe('70,000 files of one byte', { timeout: timeLimit(120_000) }, () => {
  const bytes = 70_000;
  let file: string;
  beforeAll(async () => {
    file = join(home, 'many.zip');
    await writeManyZip(file, bytes, inFolders(250));
  });

  it('are read with at most 150 MiB', async () => {
    const { outcome, peakMib } = await measure(['read', 'file', file]);

    expect(outcome).toBe(bytes);
    expect(peakMib).toBeLessThan(150);
  });

  it.each(['read', 'list', 'copy'])('let the event loop turn while they are there to %s in memory', async (work) => {
    const { longestMs } = await measure([work, 'memory', file]);

    expect(longestMs).toBeLessThan(MAX_STRETCH_MS);
  });
});

it('lets the event loop turn while it extracts from memory', { timeout: timeLimit(120_000) }, async () => {
  const [file, folder] = [join(home, 'some.zip'), join(home, 'out')];
  await writeManyZip(file, 5_000, inFolders(250));

  const { longestMs } = await measure(['extract', 'memory', file, folder]);

  expect(longestMs).toBeLessThan(MAX_STRETCH_MS);
  expect(await readdir(folder)).toHaveLength(20);
});
