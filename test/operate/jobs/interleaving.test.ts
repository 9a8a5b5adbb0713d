import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PolledJob } from '../../../lambda/action/job.ts';
import { failed, succeeded } from '../../../lambda/action/outcome.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { failJob } from '../../../operate/jobs/fail-job.ts';
import { retryJob } from '../../../operate/jobs/retry-job.ts';
import { deliver } from '../../lambda/middleware/deliver.ts';
import { captureLogLines } from '../../lambda/middleware/log-lines.ts';
import { CLIENT, CLIENT_TOKEN, createWorld } from '../../lambda/middleware/world.ts';
import { type FaultPlan, withFaults } from '../../memory/faults.ts';
import { type CallFate, createGates } from '../../memory/gates.ts';

captureLogLines();

/** One thing that happens: somebody starts, a call of theirs goes on, or time passes. */
type Step =
  | { what: 'poll' | 'work' | 'fail' | 'retry' }
  | { what: 'go on'; which: number; fate: CallFate }
  | { what: 'the client token is'; token: string }
  | { what: 'seconds pass'; seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('poll' as const, 'work', 'fail', 'fail', 'retry') }) },
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant('go on' as const),
      which: fc.nat(7),
      fate: fc.constantFrom<CallFate>('none', 'none', 'none', 'none', 'request-lost', 'answer-lost', 'death'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('the client token is' as const),
      token: fc.constantFrom(CLIENT_TOKEN, 'another'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('seconds pass' as const), seconds: fc.constantFrom(1, 121, 901) }),
  },
);

/** A job, and a history of what happens to it. Gives the world after it, and how often `fail` said that it was done. */
async function play(steps: readonly Step[]) {
  const world = createWorld({ jobTimeout: 365 * 24 * 3600 });
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  const gates = createGates(world.clock.now);
  const running: Promise<unknown>[] = [];
  let failures = 0;

  const portsOf = (plan: FaultPlan) => {
    const ports = world.workerPorts(async () => succeeded(), plan);
    return {
      ...ports,
      sourceOf: () => ports.source,
      clients: withFaults('clients', { find: async (clientId: string) => ({ clientId, state: 'active' }) }, plan),
      async sendLater(job: PolledJob) {
        const messageId = randomUUID();
        await plan('queue.sendLater');
        // Sooner than in truth: it can be received while the lease is held.
        world.queue.take({ messageId, body: JSON.stringify(job) });
        return messageId;
      },
    };
  };
  const start = (what: 'poll' | 'work' | 'fail' | 'retry'): Promise<unknown> => {
    const plan = gates.enter();
    switch (what) {
      case 'poll':
        return world.poll(plan);
      case 'work':
        return deliver(
          world.queue,
          world.worker(async () => succeeded(), plan),
          world.clock,
        );
      case 'retry':
        return retryJob(portsOf(plan), jobId);
      case 'fail':
        return failJob(portsOf(plan), jobId, failed('JobFailed', 'given up'), createRedactor()).then(() => failures++);
    }
  };

  for (const happens of steps) {
    if (happens.what === 'go on') gates.release(happens.which, happens.fate);
    else if (happens.what === 'the client token is') world.codePipeline.setToken(CLIENT, happens.token);
    else if (happens.what !== 'seconds pass') running.push(start(happens.what).catch(() => undefined));
    await world.clock.advance(happens.what === 'seconds pass' ? happens.seconds * 1000 : 0);
  }

  gates.open();
  await world.clock.finish(Promise.all(running));
  // What is left to do meets a wrong token first.
  world.codePipeline.setToken(CLIENT, 'another');
  for (let round = 0; round < 10; round++) {
    await world.clock.advance(901_000);
    await world.poll();
    if (round > 0) world.codePipeline.setToken(CLIENT, CLIENT_TOKEN);
    if (round > 0 && world.ledger.entry(jobId).phase === 'unreportable')
      await retryJob(
        portsOf(() => 'none'),
        jobId,
      );
    const worker = world.worker(async () => succeeded());
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(world.lastWord())) !== 'none');
  }
  return { world, jobId, failures };
}

it('workers, a poller, operators, a token that comes and goes, and time bring a job to one result in any order, and fail says done for its own only', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
      const { world, jobId, failures } = await play(steps);

      const entry = world.ledger.entry(jobId);
      const { status, result } = world.codePipeline.job(jobId);
      expect(entry.phase).toBe('reported');
      expect(status).toBe(entry.outcome?.kind === 'failed' ? 'Failed' : 'Succeeded');
      if (failures > 0) expect(result).toMatchObject({ message: 'given up' });
      expect(failures).toBeLessThanOrEqual(1);
      expect(world.queue.length + world.deadLetters.length).toBe(0);
    }),
    { numRuns: 300 },
  );
});
