import type { Coverage } from './coverage.ts';
import type { Random } from './random.ts';

/** What a campaign is made of. */
interface CampaignParts {
  random: Random;
  /** Watches what `check` runs. */
  coverage: Coverage;
  /** Makes another archive of one. */
  mutate(archive: Buffer, random: Random, corpus: readonly Buffer[]): Buffer;
  /** Reads an archive and says how that ended. @throws Error when a promise was broken. */
  check(archive: Buffer): Promise<string>;
}

/** A search that keeps what brings it further. */
export interface Campaign {
  /** Archives that each reached a block, or ended in a way, that none before it did; the seeds first. */
  corpus: Buffer[];
  outcomes: Set<string>;
  /** Makes this many archives of the corpus and reads them; those that lead further join it. @returns the size. @throws what `check` throws. */
  runBatch(size: number): Promise<number>;
}

/** Longer archives are cut off by whoever makes them. */
export const MAX_ARCHIVE_BYTES = 64 * 1024;

/** Longer archives take longer to read, so most are made of short ones. */
const SHORT_BYTES = 4096;
const LONG_ONE_IN = 16;

/** Starts from the seeds, which are read first. @throws what `check` throws. */
export async function startCampaign(
  seeds: readonly Buffer[],
  { random, coverage, mutate, check }: CampaignParts,
): Promise<Campaign> {
  const corpus = [...seeds];
  const outcomes = new Set<string>();
  for (const seed of seeds) outcomes.add(await check(seed));
  coverage.learn(await coverage.take());

  const pick = () => {
    const first = random.pick(corpus);
    return first.length > SHORT_BYTES && random.below(LONG_ONE_IN) > 0 ? random.pick(corpus) : first;
  };
  /** Those that reach a block that none before them did. Looking costs more than reading, so halves are looked at first. */
  const findReaching = async (archives: Buffer[]): Promise<Buffer[]> => {
    for (const archive of archives) await check(archive);
    const reach = await coverage.take();
    if (!coverage.reachesMore(reach)) return [];
    if (archives.length === 1) {
      coverage.learn(reach);
      return archives;
    }
    const middle = archives.length >> 1;
    return [...(await findReaching(archives.slice(0, middle))), ...(await findReaching(archives.slice(middle)))];
  };
  return {
    corpus,
    outcomes,
    async runBatch(size) {
      const archives = Array.from({ length: size }, () => mutate(pick(), random, corpus));
      const news = new Set<Buffer>();
      for (const archive of archives) {
        const outcome = await check(archive);
        if (!outcomes.has(outcome)) news.add(archive);
        outcomes.add(outcome);
      }
      const reach = await coverage.take();
      if (coverage.reachesMore(reach)) for (const archive of await findReaching(archives)) news.add(archive);
      // What only the whole batch ran, such as a first use of something, must not be looked for again.
      coverage.learn(reach);
      corpus.push(...news);
      return size;
    },
  };
}
