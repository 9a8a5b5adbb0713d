import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import type { Bench, Figure } from './measurement.ts';
import { type ProcessRun, runProcess } from './run-process.ts';
import { type Spread, spread, spreadOfRatios } from './statistics.ts';

/** The contestant that all others are compared with. */
export const OURS = 'ours';

interface RaceOptions {
  contestants: readonly Contestant[];
  /** Uncompressed bytes that every contestant deals with. */
  bytes: number;
  /** What stands for the bytes that came out: the digest that the process printed when left out. */
  digest?(run: ProcessRun, target: string, name: string): Promise<unknown>;
}

export interface Race {
  figures: Figure[];
  runsOf(name: string): readonly ProcessRun[];
  /** How many times as fast ours is; undefined for a contestant who was not there. */
  ratio(name: string): Spread | undefined;
  /** The most that any run of it held. */
  peakMib(name: string): number;
}

/** Runs all contestants in turn, round after round. @throws Error when one of them got other bytes than ours. */
export async function race({ runs, scratch, tell }: Bench, options: RaceOptions): Promise<Race> {
  const { contestants, bytes, digest = async ({ said }) => said['digest'] } = options;
  const results = new Map<string, ProcessRun[]>(contestants.map(({ name }) => [name, []]));
  let expected: unknown;
  for (let round = 1; round <= runs; round++) {
    for (const contestant of contestants) {
      const { name } = contestant;
      tell(`round ${round} of ${runs}: ${name}`);
      const target = join(scratch, `${name.replace(/\W+/g, '-')}-${round}`);
      const run = await runProcess(contestant, target);
      const got = await digest(run, target, name);
      await rm(target, { recursive: true, force: true });
      expected ??= got;
      if (got === undefined || got !== expected)
        throw new Error(`${name} got other bytes: ${got} instead of ${expected}`);
      results.get(name)?.push(run);
    }
  }
  const runsOf = (name: string) => results.get(name) ?? [];
  const ratio = (name: string) => (runsOf(name).length === 0 ? undefined : compare(runsOf(OURS), runsOf(name)));
  return {
    runsOf,
    ratio,
    peakMib: (name) => Math.max(...runsOf(name).map(({ peakMib = Number.NaN }) => peakMib)),
    figures: contestants.map(({ name }) =>
      summarize(name, bytes, runsOf(name), name === OURS ? undefined : ratio(name)),
    ),
  };
}

const secondsOf = (runs: readonly ProcessRun[]) => runs.map(({ seconds }) => seconds);
const compare = (ours: readonly ProcessRun[], theirs: readonly ProcessRun[]) =>
  spreadOfRatios(secondsOf(theirs), secondsOf(ours));

function summarize(name: string, bytes: number, runs: readonly ProcessRun[], ratio: Spread | undefined): Figure {
  const seconds = spread(secondsOf(runs));
  const peaks = runs.flatMap(({ peakMib }) => (peakMib === undefined ? [] : [peakMib]));
  return {
    ...{ name, seconds, ratio },
    megabytesPerSecond: bytes / 1e6 / seconds.median,
    cpuSeconds: spread(runs.map(({ cpuSeconds }) => cpuSeconds)).median,
    peakMib: peaks.length === 0 ? undefined : spread(peaks).most,
  };
}
