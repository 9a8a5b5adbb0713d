import { describe, expect, it } from 'vitest';
import { addExtra } from '../../../proof/fuzz/add-extra.ts';
import { checkArchive } from '../../../proof/fuzz/check-archive.ts';
import { checkTar } from '../../../proof/fuzz/check-tar.ts';
import { countingSource } from '../../../proof/fuzz/counting-source.ts';
import { mend } from '../../../proof/fuzz/mend.ts';
import { mutate } from '../../../proof/fuzz/mutate.ts';
import { mutateTar } from '../../../proof/fuzz/mutate-tar.ts';
import { createRandom } from '../../../proof/fuzz/random.ts';
import { writeSeeds } from '../../../proof/fuzz/seeds.ts';
import { writeTarSeeds } from '../../../proof/fuzz/tar-seeds.ts';
import { buildZip } from '../../lambda/archive/zip/build-zip.ts';
import { timeLimit } from '../../time-limit.ts';

describe('the fuzzer', () => {
  it('starts with archives that are read', async () => {
    const outcomes = await Promise.all((await writeSeeds()).map(checkArchive));

    expect(outcomes).toEqual([
      'read: directory, file, symlink 4',
      'read: file 2',
      'read: file 2',
      'read:  0',
      'read: file 1',
      'read: device, directory, file, pipe, symlink 14',
    ]);
  });

  it('makes the same archives of the same seed', async () => {
    const seeds = await writeSeeds();
    const mutated = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 50 }, () => mutate(random.pick(seeds), random, seeds).toString('latin1'));
    };

    expect(mutated(7)).toEqual(mutated(7));
    expect(mutated(7)).not.toEqual(mutated(8));
  });

  it('mends checksums, sizes, local headers and the end record', async () => {
    const lies = { entries: 9, entriesHere: 8, size: 7, offset: 6 };
    const zip = buildZip(
      [
        { name: 'stored', content: 'as it is', method: 0, crc: 7, size: 3 },
        { name: 'packed', content: 'hello', size: 9, crc: 7, local: { method: 0 } },
        { name: 'renamed', local: { name: 'another', flags: 0 } },
      ],
      { ...lies, comment: Buffer.from('cut off') },
    ).subarray(0, -3);

    const outcomes = [await checkArchive(zip), await checkArchive(mend(zip))];

    expect(outcomes).toEqual(['false The archive is cut off: its last bytes are missing.', 'read: file 3']);
  });

  it('gives entries extra fields of every kind, which the directory counts', async () => {
    const zip = buildZip([{ name: 'a', content: 'x' }]);
    const random = createRandom(1);

    const outcomes = new Set<string>();
    for (let index = 0; index < 100; index++)
      outcomes.add(await checkArchive(mend(addExtra(Buffer.from(zip), random))));

    expect([...outcomes].sort()).toEqual([
      'false Entry "" of the archive has a second, different name.',
      'read: file 1',
    ]);
  });

  it('reads its archives from a source that gives nothing from outside them', async () => {
    const { source, asked } = countingSource(Buffer.alloc(10));
    await source.tail(99);
    await source.read(8, 2);

    await expect(source.read(8, 3)).rejects.toThrow('3 bytes at 8 were asked of an archive of 10');
    expect(asked()).toBe(12);
  });

  it('reaches refusals of many kinds', { timeout: timeLimit(60_000) }, async () => {
    const seeds = await writeSeeds();
    const random = createRandom(1);
    const outcomes = new Set<string>();
    for (let index = 0; index < 1000; index++) {
      outcomes.add(await checkArchive(mutate(random.pick(seeds), random, seeds)));
    }

    expect(outcomes.size).toBeGreaterThan(40);
  });
});

describe('the fuzzer of tar archives', () => {
  it('makes the same archives of the same seed, and reaches refusals of many kinds', {
    timeout: timeLimit(60_000),
  }, async () => {
    const seeds = writeTarSeeds();
    const run = async (seed: number) => {
      const random = createRandom(seed);
      const outcomes: string[] = [];
      for (let index = 0; index < 400; index++) {
        outcomes.push(await checkTar(mutateTar(random.pick(seeds), random, seeds)));
      }
      return outcomes;
    };

    const [once, again] = [await run(1), await run(1)];

    expect(again).toEqual(once);
    expect(new Set(once).size).toBeGreaterThan(25);
    expect(once.filter((outcome) => outcome.startsWith('read:')).length).toBeGreaterThan(10);
  });
});
