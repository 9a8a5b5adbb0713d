/** `npm run chaos`: kills the functions at every point of a job's road and judges what became of every job. */
import { writeFile } from 'node:fs/promises';
import { UsageError } from '../../command/command.ts';
import { escapeText } from '../../model/escape.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { type ChaosOptions, chaosHelp, parseChaosOptions } from './chaos-options.ts';
import { findOtherRelease } from './other-release.ts';
import type { Result } from './rehearse.ts';
import { rehearseSeed, type SeedResult } from './rehearse-seed.ts';
import { describeFailure, describeMissed, describeProgress, describeTiming, formatTable } from './report.ts';
import { countSeedsOf, describeVerdict, formatSeeds, type SeedRow, summariseSeed } from './report-seeds.ts';
import { shorten } from './shorten.ts';
import { openStage } from './stage.ts';
import { type Timing, timingFor } from './timing.ts';
import { exitCodeOf, worstVerdict } from './verdict.ts';

const write = (line: string) => process.stdout.write(`${escapeText(line)}\n`);

try {
  const options = parseChaosOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(chaosHelp);
  else process.exitCode = await chaos(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${escapeText(error.message)}\n`);
  process.exitCode = 2;
}

async function chaos(options: ChaosOptions): Promise<number> {
  dropInherited(process.env);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const timing = timingFor(options.leaseSeconds);
  const { workers, keepBundles, otherBundles } = options;
  const others = otherBundles === undefined ? undefined : findOtherRelease(otherBundles);
  await using stage = await openStage({ timing, workers, others, keepBundles, stop: stopping.signal });
  write(describeTiming(timing, options));
  const seeds: SeedResult[] = [];
  for (const seed of options.seeds) {
    if (stopping.signal.aborted) break;
    if (options.seeds.length > 1) write(`\nSeed ${seed}`);
    // Every seed has all kill points before it.
    const ofSeed = { ...stage, covered: new Set<string>() };
    const result = await rehearseSeed({ ...options, seed }, ofSeed, tellProgress);
    seeds.push(result);
    await keepFigures(options, timing, seeds.map(summariseSeed));
    for (const line of ['', ...formatTable(summariseSeed(result).rows), '', describeMissed(result)]) write(line);
  }
  const rows = seeds.map(summariseSeed);
  if (seeds.length > 1) for (const line of ['', ...formatSeeds(rows)]) write(line);
  const results = seeds.flatMap((seed) => seed.results);
  const first = results.find(({ verdict }) => verdict === 'violated');
  if (first && !stopping.signal.aborted) {
    write('\nLooking for a shorter script that fails.');
    for (const line of describeFailure(await shorten(first, stage, write))) write(line);
  }
  write(`\n${describeVerdict(rows, stopping.signal.aborted)}`);
  return stopping.signal.aborted ? 1 : exitCodeOf[worstVerdict(rows.map(({ verdict }) => verdict))];
}

function tellProgress(result: Result, done: number, all: number): void {
  write(describeProgress(result, done, all));
  if (result.verdict !== 'right') for (const line of describeFailure(result)) write(line);
}

async function keepFigures(
  { json, ...options }: ChaosOptions,
  timing: Timing,
  seeds: readonly SeedRow[],
): Promise<void> {
  if (json === undefined) return;
  const figures = { ...options, timing, seeds, fired: countSeedsOf(seeds) };
  await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
}
