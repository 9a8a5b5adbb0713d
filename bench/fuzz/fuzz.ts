import { type Campaign, startCampaign } from './campaign.ts';
import { type Coverage, startCoverage } from './coverage.ts';
import { writeFinding } from './findings.ts';
import { LONGEST, mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import { startWatchdog } from './watchdog.ts';

const WATCHED = new URL('../../lambda/zip/', import.meta.url).href;
/** Looking at the coverage costs as much as some ten executions. */
const BATCH = 128;
const MOST_MILLISECONDS = 5_000;
const TELL_EVERY = 400 * BATCH;

/** What to run, and the folder where findings go. */
interface FuzzOptions {
  executions: number;
  seed: number;
  /** Whether reaching new blocks counts. */
  guided: boolean;
  findings: string;
}

/** Attacks the archive reader and prints how it goes. @returns whether nothing was found. */
export async function fuzz({ executions, seed, guided, findings }: FuzzOptions): Promise<boolean> {
  const coverage = await startCoverage(WATCHED);
  // Loaded here, because the coverage sees those modules whole that are loaded after its start.
  const [{ checkArchive }, { writeSeeds }] = await Promise.all([import('./check-archive.ts'), import('./seeds.ts')]);
  const watchdog = startWatchdog({ bytes: LONGEST, milliseconds: MOST_MILLISECONDS, findings });
  let last: Buffer = Buffer.alloc(0);
  const check = (archive: Buffer) => {
    last = archive;
    watchdog.begin(archive);
    return checkArchive(archive);
  };
  const started = performance.now();
  try {
    const guide = guided ? coverage : { ...coverage, reachesMore: () => false };
    const parts = { random: createRandom(seed), coverage: guide, mutate, check };
    const campaign = await startCampaign(await writeSeeds(), parts);
    for (let done = 0; done < executions; ) {
      done += await campaign.runBatch(Math.min(BATCH, executions - done));
      if (done % TELL_EVERY === 0 || done === executions) tell(done, performance.now() - started, coverage, campaign);
    }
    process.stdout.write(`No finding; seed ${seed}\n`);
    return true;
  } catch (error) {
    const file = writeFinding(findings, last);
    process.stdout.write(`A finding, in ${file}:\n${error instanceof Error ? error.stack : error}\n`);
    return false;
  } finally {
    await watchdog.stop();
    await coverage.stop();
  }
}

function tell(done: number, milliseconds: number, coverage: Coverage, { corpus, outcomes }: Campaign): void {
  const blocks = coverage.blocks();
  const covered = blocks.filter(({ ran }) => ran).length;
  process.stdout.write(
    `${done} executions, ${covered} of ${blocks.length} blocks, ${outcomes.size} outcomes, ` +
      `corpus ${corpus.length}, ${Math.round((done / milliseconds) * 1000)} a second\n`,
  );
}
