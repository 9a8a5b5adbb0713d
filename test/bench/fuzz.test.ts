import { describe, expect, it } from 'vitest';
import { checkArchive } from '../../bench/fuzz/check-archive.ts';
import { mutate } from '../../bench/fuzz/mutate.ts';
import { createRandom } from '../../bench/fuzz/random.ts';
import { writeSeeds } from '../../bench/fuzz/seeds.ts';

describe('the fuzzer', () => {
  it('starts with archives that are read', async () => {
    const outcomes = await Promise.all((await writeSeeds()).map(checkArchive));

    expect(outcomes).toEqual(['read: directory, file, symlink 4', 'read: file 2', 'read: file 2', 'read:  0']);
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

  it('reaches refusals of many kinds', async () => {
    const seeds = await writeSeeds();
    const random = createRandom(1);
    const outcomes = new Set<string>();
    for (let index = 0; index < 2000; index++) {
      outcomes.add(await checkArchive(mutate(random.pick(seeds), random, seeds)));
    }

    expect(outcomes.size).toBeGreaterThan(25);
  });
});
