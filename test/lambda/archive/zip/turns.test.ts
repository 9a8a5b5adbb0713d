import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../../lambda/archive/open-artifact.ts';
import { createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { inOrder } from '../../../../lambda/archive/zip/offset-order.ts';
import type { ArtifactEntry } from '../../../../model/artifact.ts';
import { buildTar } from '../tar/build-tar.ts';
import { buildZip } from './build-zip.ts';

const ENTRIES = 600;
const plans = Array.from({ length: ENTRIES }, (_, index) => ({
  name: `d${index % 50}/${index}`,
  content: `${index}`,
  method: 0,
}));
const archives: [string, Buffer][] = [
  ['zip', buildZip(plans)],
  ['tar', buildTar(...plans)],
  ['tar.gz', gzipSync(buildTar(...plans))],
];

/** Time goes on by a millisecond whenever it is asked for, so that what counts is the steps and not the machine. */
let now = process.uptime();
const countSteps = () => vi.spyOn(process, 'uptime').mockImplementation(() => (now += 0.001));

/** Counts turns of the loop until the work has ended. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
}

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'turns-'));
  countSteps();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(home, { recursive: true });
});

describe.each(archives)('a %s that lies in memory lets the loop turn', (_kind, bytes) => {
  /** The clock is asked at every entry, and a turn is due after ten of its steps. */
  const MIN_TURNS = ENTRIES / 20;

  it('while an author reads one entry after the other', async () => {
    let read = 0;
    const turns = await turnsOf(async () => {
      for await (const entry of openArtifact(bufferSource(bytes)).entries()) read += (await entry.bytes()).length;
    });

    expect(read).toBeGreaterThan(ENTRIES);
    expect(turns).toBeGreaterThan(MIN_TURNS);
  });

  it('while an author reads all of them at once', async () => {
    const entries: ArtifactEntry[] = [];
    for await (const entry of openArtifact(bufferSource(bytes)).entries()) entries.push(entry);

    const turns = await turnsOf(() => Promise.all(entries.map((entry) => entry.bytes())));

    expect(turns).toBeGreaterThan(MIN_TURNS);
  });

  it('while entries are copied into another archive', async () => {
    const copy = createArchive({ write: async () => {} });
    const turns = await turnsOf(async () => {
      for await (const entry of openArtifact(bufferSource(bytes)).entries()) await copy.copy(entry);
      await copy.finish();
    });

    expect(turns).toBeGreaterThan(MIN_TURNS);
  });

  it('while it is extracted', async () => {
    const turns = await turnsOf(() => openArtifact(bufferSource(bytes)).extract(join(home, 'out')));

    expect(await readdir(join(home, 'out'))).toHaveLength(50);
    expect(turns).toBeGreaterThan(MIN_TURNS);
  });
});

describe('a zip lets the loop turn', () => {
  it('before its first entry is handed out, when there are many', async () => {
    const zip = buildZip(Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}`, method: 0 })));

    const turns = await turnsOf(() => openArtifact(bufferSource(zip)).entries()[Symbol.asyncIterator]().next());

    expect(turns).toBeGreaterThan(10);
  });
});

describe('places are put in order', () => {
  it.each([0, 1, 4096, 4097, 20_000])('%i of them, with turns of the loop', async (length) => {
    const numbers = Float64Array.from({ length }, (_, index) => (index * 7919) % 20_011);

    const order = await inOrder(numbers);

    const sorted = Array.from(order, (index) => numbers[index]);
    expect(sorted).toEqual(Array.from(numbers).toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(length);
  });
});
