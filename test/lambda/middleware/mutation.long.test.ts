import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { deathAt, type FaultPlan } from '../../memory/faults.ts';
import { timeLimit } from '../../time-limit.ts';
import { disturbEachCall, violationsOfSuccess } from './crashes.ts';
import { deliver } from './deliver.ts';
import { disturbedHistory, play } from './histories.ts';
import { captureLogLines } from './log-lines.ts';
import type { Pillar } from './pillars.ts';
import { violationsOf } from './violations.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

/** What goes wrong first when the worker of a job dies before each of its calls in turn. */
async function searchDeaths(without?: Pillar): Promise<string[]> {
  for await (const disturbed of disturbEachCall({ plan: deathAt, without })) {
    const violations = violationsOfSuccess(disturbed);
    if (violations.length > 0) return violations;
  }
  return [];
}

/** What goes wrong in the first bad one of 800 histories, always the same ones. */
async function searchHistories(without?: Pillar): Promise<string[]> {
  let violations: string[] = [];
  const holds = fc.asyncProperty(disturbedHistory, async (history) => {
    violations = ['the history came to no end'];
    const { world, jobIds } = await play(history, { without });
    violations = jobIds.flatMap((jobId) => violationsOf(world, jobId));
    return violations.length === 0;
  });
  await fc.check(holds, { seed: 1, numRuns: 800, endOnFailure: true });
  return violations;
}

/** What goes wrong when one worker, and nobody else, is cut off from the ledger for longer than its lease. */
async function searchPartition(without?: Pillar): Promise<string[]> {
  const world = createWorld({ without });
  world.addJob({ outputArtifacts: [] });
  await world.poll();
  let starts = 0;
  const backAt = world.clock.now() + 300_000;
  const plan: FaultPlan = (call) =>
    starts > 0 && world.clock.now() < backAt && call.startsWith('ledger.') ? 'request-lost' : 'none';
  const act = async (job: ProbeJob) => {
    starts += 1;
    await world.clock.sleep(600_000, job.signal);
    return succeeded();
  };
  const first = deliver(world.queue, world.worker(act, plan), world.clock);
  for (let seconds = 0; seconds < 600; seconds += 10) {
    void deliver(world.queue, world.worker(act), world.clock);
    await world.clock.advance(10_000);
  }
  await world.clock.finish(first);
  return starts === 1 ? [] : [`the action was started ${starts} times`];
}

/** They are long computations, on a busy machine above all. */
const LONG = { timeout: timeLimit(120_000) };

describe('the search through all deaths and many histories', LONG, () => {
  it.each([
    ['deaths', searchDeaths],
    ['histories', searchHistories],
    ['partition', searchPartition],
  ])('finds no violation in the %s while all pillars stand', async (_where, search) => {
    expect(await search()).toEqual([]);
  });

  it.each([
    ['the fence', 'histories', searchHistories, /^the ledger says .*was told .*run \d/],
    ['the write before acknowledge', 'deaths', searchDeaths, /^CodePipeline is left with the job InProgress/],
    ['the write before acknowledge', 'histories', searchHistories, /^CodePipeline is left with the job InProgress/],
    ['the write before the result', 'deaths', searchDeaths, /^the ledger says .*cut short.*was told .*copied/],
    ['the write before the result', 'histories', searchHistories, /^the ledger says .*cut short.*was told .*run \d/],
    ['the renewal of visibility', 'partition', searchPartition, /^the action was started \d times/],
  ] as const)('finds a violation without %s in the %s', async (pillar, _where, search, violation) => {
    expect((await search(pillar)).join('; ')).toMatch(violation);
  });
});
