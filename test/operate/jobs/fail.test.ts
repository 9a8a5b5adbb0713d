import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolledJob } from '../../../lambda/action/job.ts';
import { failed } from '../../../lambda/action/outcome.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { failJob } from '../../../operate/jobs/fail-job.ts';
import { readQueueDepth, sendLater } from '../../../operate/jobs/job-queue.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { type Stack, startStack } from '../started-stack.ts';
import { capturePutCalls } from './put-calls.ts';

const MESSAGE = 'The scanner is down until Monday.';
const decided = { kind: 'succeeded', executionDetails: {} } as const;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const fail = (jobId: string, ...flags: string[]) => stack.runJobs(['fail', jobId, '--message', MESSAGE, ...flags]);
const config = () => ({ endpoint: stack.sqs.url });
const depth = () => readQueueDepth(stack.sqs.queueUrl, config());
const sourceWith = (jobs: Partial<typeof stack.jobs>) =>
  thirdPartySource({ clients: stack.clients, jobs: { ...stack.jobs, ...jobs } });
const failWith = (jobId: string, changes: Partial<Parameters<typeof failJob>[0]>) => {
  const ports = {
    ...stack.ports,
    sourceOf: () => stack.source,
    sendLater: (job: PolledJob) => sendLater(stack.sqs.queueUrl, config(), job),
    ...changes,
  };
  return failJob(ports, jobId, failed('JobFailed', MESSAGE), createRedactor());
};

describe('npm run jobs -- fail', () => {
  it('acknowledges a job that nobody has claimed, and reports it as failed', async () => {
    const jobId = await stack.submitAndPoll();

    const ended = await fail(jobId, '--type', 'SystemUnavailable');

    expect(ended).toEqual({ code: 0, output: `Job ${jobId} is reported as failed: SystemUnavailable.\n`, errors: '' });
    const failure = { type: 'SystemUnavailable', message: MESSAGE };
    expect(await stack.controlPlane.jobs.show(jobId)).toMatchObject({ status: 'Failed', failureDetails: failure });
    const outcome = { kind: 'failed', failure };
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'reported', leaseUntil: 0, outcome });
  });

  it('reports a job whose worker died after the acknowledge', async () => {
    const jobId = await stack.submitAndPoll();
    const details = await stack.jobs.details(jobId, stack.clientToken);
    if (typeof details === 'string') throw new Error(details);
    await stack.jobs.acknowledge(jobId, details.nonce, stack.clientToken);
    const entry = await stack.ledger.read(jobId);
    if (entry) await stack.ledger.write({ ...entry, phase: 'running', leaseUntil: 1, revision: 'r' }, entry.revision);

    const ended = await fail(jobId);

    expect(ended.code).toBe(0);
    expect(await stack.controlPlane.jobs.show(jobId)).toMatchObject({
      status: 'Failed',
      failureDetails: { type: 'JobFailed' },
    });
  });

  it('reports a job whose round waits for its moment', async () => {
    const jobId = await stack.submitAndPoll();
    const details = await stack.jobs.details(jobId, stack.clientToken);
    if (typeof details === 'string') throw new Error(details);
    await stack.jobs.acknowledge(jobId, details.nonce, stack.clientToken);
    const entry = await stack.ledger.read(jobId);
    const waiting = { phase: 'waiting', notBefore: Date.now() + 8 * 3_600_000, revision: 'r' } as const;
    if (entry) await stack.ledger.write({ ...entry, ...waiting }, entry.revision);

    const ended = await fail(jobId);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(await stack.controlPlane.jobs.show(jobId)).toMatchObject({ status: 'Failed' });
  });

  it('leaves a job alone that waits and that someone changes in between', async () => {
    const jobId = await stack.writeEntry({ phase: 'waiting', notBefore: Date.now() + 8 * 3_600_000 });
    const ledger = { ...stack.ledger, write: async () => false };

    await expect(failWith(jobId, { ledger })).rejects.toThrow('A worker took job');
    expect(await depth()).toEqual({ waiting: 0, hidden: 0 });
  });

  it('hides the client token in the message that the customer reads', async () => {
    const jobId = await stack.submitAndPoll();

    await stack.runJobs(['fail', jobId, '--message', `Bad token ${stack.clientToken}`]);

    expect(await stack.controlPlane.jobs.show(jobId)).toMatchObject({ failureDetails: { message: 'Bad token ***' } });
  });

  it.each([
    ['a worker holds', { phase: 'running', leaseUntil: Date.now() + 60_000 }, 'A worker holds job'],
    ['has its result', { phase: 'reported', outcome: decided }, 'has its result'],
    ['is lost', { phase: 'lost' }, 'a lost job is never reported'],
    ['has another outcome already', { phase: 'decided', outcome: decided }, 'is decided'],
    ['is unreportable', { phase: 'unreportable' }, 'correct its client'],
  ] satisfies [string, Partial<LedgerEntry>, string][])(
    'leaves a job alone that %s, and says why',
    async (_what, changes, reason) => {
      const puts = capturePutCalls();
      const jobId = await stack.writeEntry(changes);
      const before = await stack.ledger.read(jobId);

      const ended = await fail(jobId);

      expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(reason) });
      expect(await stack.ledger.read(jobId)).toEqual(before);
      expect(await depth()).toEqual({ waiting: 0, hidden: 0 });
      expect(puts).toEqual([]);
    },
  );

  it("reports nothing for a job that another partner's worker acknowledged", async () => {
    const puts = capturePutCalls();
    const jobId = await stack.submitAndPoll();
    const details = await stack.jobs.details(jobId, stack.clientToken);
    if (typeof details === 'string') throw new Error(details);
    await stack.jobs.acknowledge(jobId, details.nonce, stack.clientToken);

    const ended = await fail(jobId);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('another worker acknowledged the job') });
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'lost' });
    expect(puts).toEqual([]);
  });

  it('says so when CodePipeline takes no result any more', async () => {
    const jobId = await stack.writeEntry({ phase: 'running', attempt: 1 });

    const ended = await fail(jobId);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('CodePipeline takes no result for job') });
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'reported' });
  });

  it('says so when the client is disabled', async () => {
    const jobId = await stack.submitAndPoll();
    await stack.dynamodb.putClient(stack.clientId, stack.clientToken, 'disabled');

    const ended = await fail(jobId);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('because of its client token: disabled') });
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'unreportable' });
  });

  it('leaves an outcome alone that a worker decides at that very moment, and its message to the workers', async () => {
    const puts = capturePutCalls();
    const jobId = await stack.writeEntry({ phase: 'running', attempt: 1 });
    const sendLate = async (job: PolledJob) => {
      const entry = await stack.ledger.read(jobId);
      const next = { phase: 'decided', outcome: decided, revision: 'r' } as const;
      if (entry) await stack.ledger.write({ ...entry, ...next }, entry.revision);
      return await sendLater(stack.sqs.queueUrl, config(), job);
    };

    const failing = failWith(jobId, { sendLater: sendLate });

    await expect(failing).rejects.toThrow('is decided and may have been reported');
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'decided', leaseUntil: 0, outcome: decided });
    expect(await depth()).toEqual({ waiting: 0, hidden: 1 });
    expect(puts).toEqual([]);
  });

  it('keeps its lease as long as CodePipeline takes to answer', async () => {
    const clock = createManualClock();
    const jobId = await stack.writeEntry({ phase: 'running', attempt: 1 });
    const leases: boolean[] = [];
    const details = async () => {
      for (let minute = 0; minute < 5; minute++) {
        await clock.sleep(60_000);
        const entry = await stack.ledger.read(jobId);
        leases.push((entry?.leaseUntil ?? 0) > clock.now());
      }
      return 'not-found' as const;
    };

    const failing = failWith(jobId, { sourceOf: () => sourceWith({ details }), clock }).catch(() => undefined);
    while (leases.length < 5) await clock.advance(1000);
    await failing;

    expect(leases).toEqual([true, true, true, true, true]);
  });

  it('gives the job back to the workers, lease and message, when CodePipeline cannot be asked', async () => {
    const jobId = await stack.writeEntry({ phase: 'running', attempt: 1 });
    const down = () => Promise.reject(new Error('CodePipeline is down'));

    const failing = failWith(jobId, { sourceOf: () => sourceWith({ details: down }) });

    await expect(failing).rejects.toThrow(
      /CodePipeline is down\. Nothing was reported\. Job .* goes back to the workers/,
    );
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'running', leaseUntil: 0 });
    expect(await depth()).toEqual({ waiting: 0, hidden: 1 });
  });

  it('leaves a decided failure and its message to the workers when the report itself does not get through', async () => {
    const jobId = await stack.writeEntry({ phase: 'running', attempt: 1 });
    const down = () => Promise.reject(new Error('CodePipeline is down'));

    const failing = failWith(jobId, { sourceOf: () => sourceWith({ putFailure: down }) });

    await expect(failing).rejects.toThrow(/The failure of job .* is decided/);
    expect(await stack.ledger.read(jobId)).toMatchObject({
      phase: 'decided',
      leaseUntil: 0,
      outcome: { kind: 'failed' },
    });
    expect(await depth()).toEqual({ waiting: 0, hidden: 1 });
  });

  it.each([
    ['no message', [], 'Give --message TEXT'],
    ['an empty message', ['--message', ''], "'message' failed to satisfy constraint"],
    ['a message over 5,000 characters', ['--message', 'x'.repeat(5001)], 'less than or equal to 5000'],
    [
      'an unknown failure type',
      ['--message', 'm', '--type', 'Broken'],
      'enum value set: [JobFailed, ConfigurationError',
    ],
  ])('refuses %s with exit code 2', async (_what, flags, message) => {
    const jobId = await stack.writeEntry();

    const ended = await stack.runJobs(['fail', jobId, ...flags]);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'queued', attempt: 0 });
  });
});
