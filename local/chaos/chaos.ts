import { writeFile } from 'node:fs/promises';
import { UsageError } from '../command-line.ts';
import { dropInherited } from '../environment.ts';
import { type ChaosOptions, chaosHelp, parseChaosOptions } from './chaos-options.ts';
import { findKillPoints } from './kill-points.ts';
import { createProgramme } from './programme.ts';
import { type Result, rehearse } from './rehearse.ts';
import { describeFailure, describeTiming, formatTable, summarise } from './report.ts';
import { shorten } from './shorten.ts';
import { openStage, type Stage } from './stage.ts';
import { timingFor } from './timing.ts';

/** Stacks at work at the same time: most of a rehearsal is waiting. */
const LANES = 3;

const write = (line: string) => process.stdout.write(`${line}\n`);

try {
  const options = parseChaosOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(chaosHelp);
  else process.exitCode = await chaos(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function chaos(options: ChaosOptions): Promise<number> {
  dropInherited(process.env);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const timing = timingFor(options.leaseSeconds);
  await using stage = await openStage({ timing, workers: options.workers, stop: stopping.signal });
  write(describeTiming(timing, options));
  const results = await rehearseAll(options, stage);
  const rows = results.map(summarise);
  const points = findKillPoints();
  const missed = points.filter((point) => !stage.covered.has(point));
  for (const line of ['', ...formatTable(rows), '']) write(line);
  write(
    `Kill points struck: ${points.length - missed.length} of ${points.length}${missed.length > 0 ? `; not: ${missed.join(', ')}` : ''}.`,
  );
  if (options.json !== undefined) {
    const figures = { ...options, timing, rows, points: points.length, missed };
    await writeFile(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
  const failed = results.filter(({ violations }) => violations.length > 0);
  for (const result of failed) {
    for (const line of describeFailure(result)) write(line);
  }
  const [first] = failed;
  if (first && !stopping.signal.aborted) {
    write('\nLooking for a shorter script that fails.');
    for (const line of describeFailure(await shorten(first, stage))) write(line);
  }
  return failed.length > 0 || stopping.signal.aborted ? 1 : 0;
}

async function rehearseAll(options: ChaosOptions, stage: Stage): Promise<Result[]> {
  const waiting = createProgramme(options).entries();
  const results: Result[] = [];
  const work = async () => {
    for (const [index, script] of waiting) {
      if (stage.stop.aborted) return;
      results[index] = await rehearse(script, stage);
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return results.filter((result) => result !== undefined);
}
