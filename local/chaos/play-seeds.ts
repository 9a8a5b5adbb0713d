import { writeFile } from 'node:fs/promises';
import { findActionsModule } from '../../command/actions-flag.ts';
import type { CommandSurroundings } from '../../command/command.ts';
import { watchForInterruption } from '../../command/interruption.ts';
import { openProgress } from '../../command/progress.ts';
import { dropInherited } from '../../model/local/environment.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { findOtherRelease } from './other-release.ts';
import { prepareOwnJob, tryOut } from './own-job.ts';
import type { Result } from './rehearse.ts';
import { rehearseSeed, type SeedResult } from './rehearse-seed.ts';
import { describeFailure, describeMissed, describeProgress, describeTiming, formatTable } from './report.ts';
import { countSeedsOf, describeVerdict, formatSeeds, type SeedRow, summariseSeed } from './report-seeds.ts';
import { shorten } from './shorten.ts';
import { openStage } from './stage.ts';
import { type Timing, timingFor } from './timing.ts';
import { exitCodeOf, worstVerdict } from './verdict.ts';

/**
 * Plays the rehearsals of all seeds, one after the other, prints what became of every job, and ends with the exit code of the
 * worst verdict.
 * @param standard The module that lists the actions where none is named.
 */
export async function playSeeds(
  options: ChaosOptions,
  standard: string | undefined,
  { environment, clock, printText, exitWith, ...surroundings }: CommandSurroundings,
): Promise<void> {
  dropInherited(process.env);
  const stopping = watchForInterruption();
  const timing = timingFor(options.leaseSeconds, options.integration);
  const { workers, integration, pollEvery, keepBundles, otherBundles } = options;
  const others = otherBundles === undefined ? undefined : findOtherRelease(otherBundles);
  const { ownJob: wanted } = options;
  await using ownJob =
    wanted &&
    (await prepareOwnJob(findActionsModule(wanted.actions, environment, standard), wanted.wish, {
      environment,
      integration,
    }));
  const { signal: stop } = stopping;
  const { tellProgress: show, isLive, note } = surroundings;
  using progress = openProgress({ clock, show, note: isLive ? undefined : note });
  progress.say('Bundling the functions');
  await using stage = await openStage({
    timing,
    workers,
    integration,
    pollEvery,
    others,
    keepBundles,
    stop,
    progress,
    own: ownJob,
  });
  printText(describeTiming(timing, options));
  progress.say('Starting');
  const own = ownJob && (await tryOut(ownJob, stage, options.seed));
  if (own?.expected.kind === 'as-undisturbed')
    printText(`With nothing in its way, the job has ${own.expected.result}.`);
  const seeds: SeedResult[] = [];
  for (const seed of options.seeds) {
    if (stopping.signal.aborted) break;
    if (options.seeds.length > 1) printText(`\nSeed ${seed}`);
    // Every seed has all kill points before it.
    const ofSeed = { ...stage, covered: new Set<string>() };
    const result = await rehearseSeed({ ...options, seed, own }, ofSeed, tellResult(printText));
    seeds.push(result);
    await keepFigures(options, timing, seeds.map(summariseSeed));
    printText(['', ...formatTable(summariseSeed(result).rows), '', ...describeMissed(result)].join('\n'));
  }
  const rows = seeds.map(summariseSeed);
  if (seeds.length > 1) printText(['', ...formatSeeds(rows)].join('\n'));
  const results = seeds.flatMap((seed) => seed.results);
  const first = results.find(({ verdict }) => verdict === 'violated');
  if (first && !stopping.signal.aborted) {
    printText('\nLooking for a shorter script that fails.');
    printText(describeFailure(await shorten(first, stage, printText)).join('\n'));
  }
  printText(`\n${describeVerdict(rows, stopping.signal.aborted)}`);
  exitWith(stopping.signal.aborted ? 1 : exitCodeOf[worstVerdict(rows.map(({ verdict }) => verdict))]);
}

const tellResult =
  (printText: CommandSurroundings['printText']) =>
  (result: Result, done: number, all: number): void => {
    printText(describeProgress(result, done, all));
    if (result.verdict !== 'right') printText(describeFailure(result).join('\n'));
  };

async function keepFigures(
  { json, ownJob: _, ...options }: ChaosOptions,
  timing: Timing,
  seeds: readonly SeedRow[],
): Promise<void> {
  if (json === undefined) return;
  const figures = { ...options, timing, seeds, fired: countSeedsOf(seeds) };
  await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
}
