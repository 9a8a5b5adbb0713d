import { describe, expect, it } from 'vitest';
import { deathAt, type FaultPlan, faultAt } from '../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld, REPORT_KEY, type World } from './world.ts';

captureLogLines();

/** Every call that a worker makes over one job, in any order. */
const ROAD = [
  'ledger.read',
  'ledger.write',
  'queue.hide',
  'clients.token',
  'jobs.details',
  'jobs.acknowledge',
  'input.read',
  'output.write',
  'output.finish',
  'jobs.putSuccess',
];

/** Lets a quarter of an hour pass at a time, so that every lease and every hidden message runs out. */
async function workUntilReported(world: World, jobId: string): Promise<void> {
  const worker = world.worker(copyArtifact);
  const lastWord = world.lastWord();
  for (let round = 0; round < 4; round++) {
    await world.clock.advance(901_000);
    if (world.codePipeline.job(jobId).status === 'Dispatched') await world.poll();
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(lastWord)) !== 'none');
  }
}

/** Disturbs call after call of the first worker until there is none left to disturb. Gives the calls of a good run. */
async function disturbEachCall(
  plan: (number: number) => FaultPlan & { calls: string[] },
  check: (world: World, jobId: string, disturbed: string) => void,
): Promise<string[]> {
  for (let number = 1; ; number++) {
    const world = createWorld({ jobTimeout: 24 * 3600 });
    const jobId = world.addJob();
    await world.poll();
    const disturbed = plan(number);
    await world.deliver(world.worker(copyArtifact, disturbed));
    const call = disturbed.calls[number - 1];
    await workUntilReported(world, jobId);
    check(world, jobId, call === undefined ? 'no call' : `call ${number}, ${call}`);
    if (call === undefined) return disturbed.calls;
  }
}

function expectOneGoodResult(world: World, jobId: string, disturbed: string): void {
  expect(world.codePipeline.job(jobId), disturbed).toMatchObject({
    status: 'Succeeded',
    result: { executionDetails: { summary: 'copied' } },
  });
  expect(world.objects.get(REPORT_KEY)?.size, disturbed).toBe(1);
  expect(world.ledger.entry(jobId).phase, disturbed).toBe('reported');
  expect(world.queue.length + world.deadLetters.length, disturbed).toBe(0);
}

describe('a job', () => {
  it('has its one right result although its first worker died, whatever it was about to do', async () => {
    const calls = await disturbEachCall(deathAt, expectOneGoodResult);

    expect([...new Set(calls)].sort()).toEqual([...ROAD].sort());
  });

  it.each(['request-lost', 'answer-lost'] as const)(
    'has its one right result with any %s of its first worker',
    async (fault) => {
      const calls = await disturbEachCall(
        (number) => faultAt(number, fault),
        (world, jobId, disturbed) => {
          // The action takes what it cannot read or write for its own failure, and that is a result like any other.
          if (/put\.|input\./.test(disturbed)) expect(world.codePipeline.job(jobId).status, disturbed).toBe('Failed');
          else expectOneGoodResult(world, jobId, disturbed);
        },
      );

      expect([...new Set(calls)].sort()).toEqual([...ROAD].sort());
    },
  );

  it.each(['request-lost', 'answer-lost'] as const)(
    'of another worker is never reported, with any %s of ours',
    async (fault) => {
      for (let number = 1; ; number++) {
        const world = createWorld({ jobTimeout: 24 * 3600 });
        const jobId = world.addJob();
        await world.poll();
        world.codePipeline.acknowledgeElsewhere(jobId);
        const plan = faultAt(number, fault);

        await world.deliver(world.worker(copyArtifact, plan));
        await workUntilReported(world, jobId);

        const call = plan.calls[number - 1];
        // A lost acknowledge may have been the one that took the job, so the refusal of the next one proves nothing.
        if (call !== 'jobs.acknowledge') {
          expect(world.codePipeline.job(jobId).status, `call ${number}, ${call}`).toBe('InProgress');
        }
        if (call === undefined) break;
      }
    },
  );
});
