import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failed, succeeded } from '../../../lambda/action/outcome.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createWorker } from '../../../lambda/worker.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { failJob } from '../../../operate/jobs/fail-job.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { eventOf, invoke } from '../../lambda/middleware/deliver.ts';
import { captureLogLines } from '../../lambda/middleware/log-lines.ts';
import { type ProbeJob, probe } from '../../lambda/middleware/world.ts';
import { memoryArtifacts } from '../../memory/artifacts.ts';
import { type Stack, startStack } from '../started-stack.ts';
import { capturePutCalls } from './put-calls.ts';

captureLogLines();

const MESSAGE = 'given up by the operator';
const LEASE = 121_000;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const succeed = async () => succeeded({ summary: 'worked' });
const fail = (jobId: string, around = {}) => stack.runJobs(['fail', jobId, '--message', MESSAGE], around);

/** Has a worker take the job's message, as Lambda does. */
async function work(run: (job: ProbeJob) => Promise<ReturnType<typeof succeeded>> = succeed) {
  const plain = { ...console };
  const ports = { ...stack.ports, artifacts: memoryArtifacts(new Map()), surroundings: { local: false } };
  const worker = createWorker(ports, [probe(run)]);
  // The worker puts its redactor around the console for good.
  Object.assign(console, plain);
  const message = await stack.receive();
  if (!message) throw new Error('there is no message');
  return await invoke(worker, eventOf(message), stack.clock);
}

/** How the job ended, in CodePipeline and in the ledger. */
async function endOf(jobId: string) {
  const { status, transitions } = await stack.controlPlane.jobs.show(jobId);
  const entry = await stack.ledger.read(jobId);
  const ends = transitions.filter((one) => ['Succeeded', 'Failed'].includes(one.status));
  return { status, ends: ends.length, phase: entry?.phase, outcome: entry?.outcome?.kind };
}

const asSucceeded = { status: 'Succeeded', ends: 1, phase: 'reported', outcome: 'succeeded' };
const asFailed = { status: 'Failed', ends: 1, phase: 'reported', outcome: 'failed' };

describe('fail and a worker at the same job', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'end with one result, which is that of whom the command says (start %i)',
    async (turns) => {
      const puts = capturePutCalls();
      const jobId = await stack.submitAndPoll();
      const later = async <T>(start: () => Promise<T>) => {
        for (let turn = 0; turn < turns * 4; turn++) await setImmediate();
        return await start();
      };

      const [ended] = await Promise.all(
        turns % 2 === 0 ? [fail(jobId), later(work)] : [later(() => fail(jobId)), work()],
      );

      expect(await endOf(jobId)).toEqual(ended.code === 0 ? asFailed : asSucceeded);
      expect(puts).toHaveLength(1);
    },
  );

  it('leave a worker without a report whose lease ran out before it was done', async () => {
    const puts = capturePutCalls();
    const jobId = await stack.submitAndPoll();
    const codes: number[] = [];

    await work(async () => {
      const ended = await fail(jobId, { clock: createManualClock(Date.now() + LEASE) });
      codes.push(ended.code);
      return succeeded();
    });

    expect(codes).toEqual([0]);
    expect(await endOf(jobId)).toEqual(asFailed);
    expect(puts).toEqual(['PutThirdPartyJobFailureResult']);
  });

  it('leave the command without a report when its lease ran out before it was done', async () => {
    const puts = capturePutCalls();
    const jobId = await stack.submitAndPoll();
    const late = createManualClock(Date.now() - LEASE);
    const jobs = {
      ...stack.jobs,
      async details(id: string, token: string) {
        const details = await stack.jobs.details(id, token);
        await work();
        return details;
      },
    };
    const source = thirdPartySource({ jobs, clients: stack.clients });
    const ports = { ...stack.ports, sourceOf: () => source, clock: late, sendLater: async () => 'a message' };

    const failing = failJob(ports, jobId, failed('JobFailed', MESSAGE), createRedactor());

    await expect(failing).rejects.toThrow('A worker took the job over. Nothing was reported.');
    expect(await endOf(jobId)).toEqual(asSucceeded);
    expect(puts).toEqual(['PutThirdPartyJobSuccessResult']);
  });

  it('let a message that comes meanwhile do nothing', async () => {
    const jobId = await stack.submitAndPoll();
    const runs: string[] = [];
    const jobs = {
      ...stack.jobs,
      async putFailure(...parts: Parameters<typeof stack.jobs.putFailure>) {
        await work(async ({ id }) => {
          runs.push(id);
          return succeeded();
        });
        return await stack.jobs.putFailure(...parts);
      },
    };
    const ports = {
      ...stack.ports,
      sourceOf: () => thirdPartySource({ jobs, clients: stack.clients }),
      sendLater: async () => 'a message',
    };

    await failJob(ports, jobId, failed('JobFailed', MESSAGE), createRedactor());

    expect(runs).toEqual([]);
    expect(await endOf(jobId)).toEqual(asFailed);
  });
});

describe('several operators', () => {
  it('report one failure between them', async () => {
    const puts = capturePutCalls();
    const jobId = await stack.submitAndPoll();

    const ended = await Promise.all([fail(jobId), fail(jobId), fail(jobId)]);

    expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 1, 1]);
    expect(await endOf(jobId)).toEqual(asFailed);
    expect(puts).toHaveLength(1);
  });
});
