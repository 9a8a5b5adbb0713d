import { wakesItself } from '../../model/polling.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { findKillPoints } from './kill-points.ts';
import { createProgramme, type ProgrammeOptions } from './programme.ts';
import { type Result, rehearse } from './rehearse.ts';
import type { Stage } from './stage.ts';

/** Stacks at work at the same time: most of a rehearsal is waiting. */
const LANES = 4;

/** All rehearsals of one seed. */
export interface SeedResult {
  seed: number;
  results: readonly Result[];
  /** Points at which a process can be killed, and those at which none was. */
  points: number;
  missed: readonly string[];
}

/** Rehearses all that follows from one seed. @param tell Gets a result as soon as it is there, and which one of how many it is. */
export async function rehearseSeed(
  options: ChaosOptions & ProgrammeOptions,
  stage: Stage,
  tell: (result: Result, done: number, all: number) => void,
): Promise<SeedResult> {
  const programme = createProgramme({ ...options, besideOther: stage.others !== undefined });
  const waiting = programme.entries();
  const results: Result[] = [];
  let done = 0;
  const work = async () => {
    for (const [index, script] of waiting) {
      const result = await rehearse(script, stage);
      // A rehearsal that was broken off says nothing about its jobs.
      if (stage.stop.aborted) return;
      results[index] = result;
      done += 1;
      tell(result, done, programme.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  const points = findKillPoints(stage.integration, stage.pollEvery !== undefined && wakesItself(stage.pollEvery));
  return {
    seed: options.seed,
    results: results.filter((result) => result !== undefined),
    points: points.length,
    missed: points.filter((point) => !stage.covered.has(point)),
  };
}
