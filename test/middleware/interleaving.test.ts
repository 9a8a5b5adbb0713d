import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { succeeded } from '../../lambda/job/outcome.ts';
import { type CallFate, createGates } from '../memory/gates.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld } from './world.ts';

captureLogLines();

/** One thing that happens: a process starts, a call of a running one goes on, or time passes. */
type Step =
  | { what: 'poller starts' }
  | { what: 'worker starts' }
  | { what: 'a call goes on'; which: number; fate: CallFate }
  | { what: 'seconds pass'; seconds: number }
  | { what: 'another partner takes a job'; which: number };

const starts: fc.Arbitrary<Step>[] = [fc.constant({ what: 'poller starts' }), fc.constant({ what: 'worker starts' })];
const goesOn = (...fates: CallFate[]): fc.Arbitrary<Step> =>
  fc.record({ what: fc.constant('a call goes on'), which: fc.nat(7), fate: fc.constantFrom(...fates) });
const passes: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('seconds pass'),
  seconds: fc.constantFrom(1, 31, 121, 301, 901),
});
const takes: fc.Arbitrary<Step> = fc.record({ what: fc.constant('another partner takes a job'), which: fc.nat(1) });

const stepsOf = (...weighted: { weight: number; arbitrary: fc.Arbitrary<Step> }[]) =>
  fc.array(fc.oneof(...weighted), { minLength: 20, maxLength: 120 });

/** Two jobs, and a history of what happens to them. */
async function play(steps: readonly Step[]) {
  const world = createWorld({ jobTimeout: 365 * 24 * 3600 });
  const jobIds = [world.addJob({ outputArtifacts: [] }), world.addJob({ outputArtifacts: [] })];
  const elsewhere = new Set<string>();
  const gates = createGates();
  const running: Promise<unknown>[] = [];
  let runs = 0;

  const startWorker = () => {
    const plan = gates.enter();
    const run = async () => {
      const summary = `run ${++runs}`;
      await plan('the work itself');
      return succeeded({ summary });
    };
    running.push(deliver(world.queue, world.worker(run, plan), world.clock));
  };
  const takeElsewhere = (jobId: string | undefined) => {
    if (jobId === undefined || world.codePipeline.job(jobId).status !== 'Dispatched') return;
    world.codePipeline.acknowledgeElsewhere(jobId);
    elsewhere.add(jobId);
  };

  for (const step of steps) {
    if (step.what === 'poller starts') running.push(world.poll(gates.enter()).catch(() => 0));
    if (step.what === 'worker starts') startWorker();
    if (step.what === 'a call goes on') gates.release(step.which, step.fate);
    if (step.what === 'another partner takes a job') takeElsewhere(jobIds[step.which]);
    await world.clock.advance(step.what === 'seconds pass' ? step.seconds * 1000 : 0);
  }

  gates.open();
  await world.clock.finish(Promise.all(running));
  for (let round = 0; round < 10; round++) {
    await world.clock.advance(901_000);
    await world.poll();
    const worker = world.worker(async () => succeeded({ summary: `run ${++runs}` }));
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(world.lastWord())) !== 'none');
  }
  return { world, jobIds, elsewhere };
}

describe('two workers, a poller and time, in any order', () => {
  it('bring every job to one result, which is the one that the ledger says was decided', async () => {
    const steps = stepsOf(
      { weight: 2, arbitrary: fc.oneof(...starts) },
      { weight: 8, arbitrary: goesOn('none') },
      { weight: 2, arbitrary: goesOn('request-lost', 'answer-lost', 'death') },
      { weight: 1, arbitrary: passes },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (happened) => {
        const { world, jobIds } = await play(happened);

        for (const jobId of jobIds) {
          const { status, result } = world.codePipeline.job(jobId);
          const { phase, outcome } = world.ledger.entry(jobId);
          expect(['Succeeded', 'Failed']).toContain(status);
          expect(phase).toBe('reported');
          const decided = outcome?.kind === 'failed' ? outcome.failure : outcome?.executionDetails;
          expect(decided).toMatchObject(
            result && 'executionDetails' in result ? result.executionDetails : { ...result },
          );
        }
        expect(world.queue.length + world.deadLetters.length).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('never report a job that another partner acknowledged', async () => {
    const steps = stepsOf(
      { weight: 2, arbitrary: fc.oneof(...starts) },
      { weight: 8, arbitrary: goesOn('none') },
      { weight: 1, arbitrary: takes },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (happened) => {
        const { world, jobIds, elsewhere } = await play(happened);

        const statuses = jobIds.map((jobId) => [elsewhere.has(jobId), world.codePipeline.job(jobId).status]);
        expect(statuses.every(([isElsewhere, status]) => status === (isElsewhere ? 'InProgress' : 'Succeeded'))).toBe(
          true,
        );
      }),
      { numRuns: 400 },
    );
  });
});
