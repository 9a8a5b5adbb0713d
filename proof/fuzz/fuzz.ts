import { escapeText } from '../../model/escape.ts';
import { type Campaign, MAX_ARCHIVE_BYTES, startCampaign } from './campaign.ts';
import { type Coverage, NO_COVERAGE, startCoverage } from './coverage.ts';
import { writeFinding } from './findings.ts';
import { keepArchives, readKept } from './kept-archives.ts';
import { createRandom } from './random.ts';
import { loadTarget, type TargetName, watchedModules } from './targets.ts';
import { listUnreached } from './unreached.ts';
import { startWatchdog } from './watchdog.ts';

/** Looking at the coverage costs as much as some ten executions. */
const BATCH = 128;
const MAX_MILLISECONDS = 5_000;
const PRINT_EVERY = 400 * BATCH;

/** What to run, and the folder where findings go. */
interface FuzzOptions {
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
  /** Gets the lines that stay. */
  print(text: string): void;
  /** Is told how far the attack is. */
  tell(line: string): void;
}

/** Attacks an archive reader and prints how it goes. @returns whether nothing was found. */
export async function fuzz(options: FuzzOptions): Promise<boolean> {
  const { reader, executions, seed, guided, keep, findings, stop, print, tell } = options;
  const coverage = guided ? await startCoverage(watchedModules[reader]) : NO_COVERAGE;
  tell('Making the archives to begin with');
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
      const rate = Math.round((done / (performance.now() - started)) * 1000);
      tell(`${done} of ${executions} executions, ${rate} a second, ${describe(campaign)}`);
      if (done % PRINT_EVERY === 0 || done === executions)
        print(`${done} executions, ${describe(campaign, coverage)}, ${rate} a second`);
    }
    await keepArchives(keep, campaign.corpus.slice(seeds.length));
    if (options.unreached) print(await listUnreached(coverage));
    print(`No finding; seed ${seed}`);
    return true;
  } catch (error) {
    if (stop.aborted && error === stop.reason) return false;
    const file = writeFinding(findings, last);
    print(`A finding, in ${file}:\n${escapeText(String(error instanceof Error ? error.stack : error))}`);
    return false;
  } finally {
    await watchdog.stop();
    await coverage.stop();
  }
}

function describe({ corpus, outcomes }: Campaign, coverage: Coverage = NO_COVERAGE): string {
  const blocks = coverage.blocks();
  const covered = blocks.filter(({ ran }) => ran).length;
  const reached = blocks.length === 0 ? '' : `${covered} of ${blocks.length} blocks, `;
  return `${reached}${outcomes.size} outcomes, corpus ${corpus.length}`;
}
