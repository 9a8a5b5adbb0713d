import { runInThisContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCampaign } from '../../../proof/fuzz/campaign.ts';
import { type Coverage, startCoverage } from '../../../proof/fuzz/coverage.ts';
import { createRandom, type Random } from '../../../proof/fuzz/random.ts';

const FOLDER = 'file:///watched/';

let coverage: Coverage;
beforeEach(async () => {
  coverage = await startCoverage(/^file:\/\/\/watched\//);
});
afterEach(async () => {
  await coverage.stop();
});

/** A script of the watched folder: four doors behind each other, each one bit away from bytes of zero. */
const loadDoors = (name: string): ((bytes: Buffer) => number) =>
  runInThisContext(
    `(bytes) => {
      let opened = 0;
      if (bytes[0] === 0x10) { opened = 1;
        if (bytes[1] === 0x02) { opened = 2;
          if (bytes[2] === 0x40) { opened = 3;
            if (bytes[3] === 0x08) { opened = 4; }
          }
        }
      }
      return opened;
    }`,
    { filename: `${FOLDER}${name}.js` },
  );

describe('the coverage', () => {
  it('tells what runs for the first time from what ran before', async () => {
    const openDoors = loadDoors('first');
    const reaches: boolean[] = [];
    for (const byte of [0, 0, 0x10, 0x10, 0]) {
      openDoors(Buffer.from([byte]));
      const reach = await coverage.take();
      reaches.push(coverage.reachesMore(reach));
      coverage.learn(reach);
    }

    expect(reaches).toEqual([true, false, true, false, false]);
  });

  it('counts the blocks that ran and those that did not', async () => {
    const openDoors = loadDoors('count');
    openDoors(Buffer.from([0x10]));
    coverage.learn(await coverage.take());

    const before = coverage.blocks().filter(({ ran }) => !ran).length;
    openDoors(Buffer.from([0x10, 0x02, 0x40, 0x08]));
    coverage.learn(await coverage.take());

    expect(before).toBe(1);
    expect(coverage.blocks().every(({ ran }) => ran)).toBe(true);
  });

  it('leaves out scripts of other folders', async () => {
    runInThisContext('(() => 1)()', { filename: 'file:///elsewhere/script.js' });

    const reach = await coverage.take();

    expect([...reach.keys()]).toEqual([]);
  });
});

function flipBit(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  const at = random.below(flipped.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
  return flipped;
}

describe('a campaign', () => {
  const EXECUTIONS = 5_120;
  const BATCH = 128;

  /** How many doors are open in the end, and the archives kept. */
  async function run(name: string, guide: Coverage): Promise<{ most: number; corpus: string[] }> {
    const openDoors = loadDoors(name);
    let most = 0;
    const check = async (archive: Buffer) => {
      most = Math.max(most, openDoors(archive));
      return 'always the same';
    };
    const parts = { random: createRandom(3), coverage: guide, mutate: flipBit, check };
    const campaign = await startCampaign([Buffer.alloc(4)], parts);
    for (let done = 0; done < EXECUTIONS; ) done += await campaign.runBatch(BATCH);
    return { most, corpus: campaign.corpus.map((archive) => archive.toString('hex')) };
  }

  it('opens one door after the other where blocks lead the way, and not where they do not', async () => {
    const guided = await run('guided', coverage);
    const blind = await run('blind', { ...coverage, reachesMore: () => false });

    expect(guided.most).toBe(4);
    expect(blind.most).toBe(1);
  });

  it('keeps the same archives for the same numbers', async () => {
    const [once, again] = [await run('once', coverage), await run('again', coverage)];

    expect(once.corpus.length).toBeGreaterThan(4);
    expect(again).toEqual(once);
  });
});
