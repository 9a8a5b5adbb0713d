import { escapeText } from '../../model/escape.ts';
import { type Campaign, MAX_ARCHIVE_BYTES, startCampaign } from './campaign.ts';
import { type Coverage, NO_COVERAGE, startCoverage } from './coverage.ts';
import { writeFinding } from './findings.ts';
import { keepArchives, readKept } from './kept-archives.ts';
import { createRandom } from './random.ts';
import { loadTarget, type TargetName, watchedFolders } from './targets.ts';
import { listUnreached } from './unreached.ts';
import { startWatchdog } from './watchdog.ts';

/** Looking at the coverage costs as much as some ten executions. */
const BATCH = 128;
const MAX_MILLISECONDS = 5_000;
const TELL_EVERY = 400 * BATCH;

/** What to run, and the folder where findings go. */
export interface FuzzOptions {
  reader: TargetName;
  executions: number;
  seed: number;
  /** Whether reaching new blocks counts. Without it nothing is watched, which is several times as fast. */
  guided: boolean;
  /** A folder of archives that led further: those in it come first, and new ones are put there at the end. */
  keep: string | undefined;
  /** Whether to list the blocks that nothing reached. */
  unreached: boolean;
  findings: string;
  /** Breaks the attack off. */
  stop: AbortSignal;
}

/** Attacks an archive reader and prints how it goes. @returns whether nothing was found. */
export async function fuzz(options: FuzzOptions): Promise<boolean> {
  const { reader, executions, seed, guided, keep, findings, stop } = options;
  const coverage = guided ? await startCoverage(watchedFolders[reader]) : NO_COVERAGE;
  const { seeds, mutate, check, extract } = await loadTarget(reader);
  const watchdog = startWatchdog({ bytes: MAX_ARCHIVE_BYTES, milliseconds: MAX_MILLISECONDS, findings });
  let last: Buffer = Buffer.alloc(0);
  const watched = (archive: Buffer) => {
    stop.throwIfAborted();
    last = archive;
    watchdog.begin(archive);
    return check(archive);
  };
  const started = performance.now();
  try {
    const parts = { random: createRandom(seed), coverage, mutate, check: watched };
    const campaign = await startCampaign([...seeds, ...(await readKept(keep))], parts);
    for (const seed of seeds) {
      last = seed;
      await extract(seed);
    }
    for (let done = 0; done < executions; ) {
      done += await campaign.runBatch(Math.min(BATCH, executions - done));
      if (done % TELL_EVERY === 0 || done === executions) tell(done, performance.now() - started, coverage, campaign);
    }
    await keepArchives(keep, campaign.corpus.slice(seeds.length));
    if (options.unreached) process.stdout.write(await listUnreached(coverage));
    process.stdout.write(`No finding; seed ${seed}\n`);
    return true;
  } catch (error) {
    if (stop.aborted && error === stop.reason) return false;
    const file = writeFinding(findings, last);
    process.stdout.write(
      `A finding, in ${file}:\n${escapeText(String(error instanceof Error ? error.stack : error))}\n`,
    );
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
    `${done} executions, ${blocks.length === 0 ? '' : `${covered} of ${blocks.length} blocks, `}${outcomes.size} outcomes, ` +
      `corpus ${corpus.length}, ${Math.round((done / milliseconds) * 1000)} a second\n`,
  );
}
