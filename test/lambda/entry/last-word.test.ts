import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isUnreportable } from '../../../lambda/job/job-source.ts';
import { changed } from '../../../lambda/job/ledger.ts';
import { poll } from '../../../lambda/job/poll.ts';
import { systemClock } from '../../../model/clock.ts';
import { clientsTableName, ledgerTableName } from '../../../model/local/services.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { type Stack, startStack } from '../../operate/started-stack.ts';
import { eventOf, invoke } from '../middleware/deliver.ts';
import { captureLogLines } from '../middleware/log-lines.ts';
import { ACTION_TYPE } from '../middleware/world.ts';

/** Less than what the SDK takes for a clock that is wrong. */
const TWO_MINUTES = 120_000;

captureLogLines();
let stack: Stack;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.resetModules();
  stack = await startStack();
  const variables = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_CODEPIPELINE: stack.controlPlane.url,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.url,
    AWS_ENDPOINT_URL_SQS: stack.sqs.url,
    CLIENTS_TABLE: clientsTableName,
    LEDGER_TABLE: ledgerTableName,
    QUEUE_URL: stack.sqs.queueUrl,
    METRIC_NAMESPACE: 'Test',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await stack.close();
});

/** A round that a worker took and that waits for its moment, and its message, which was received too often. */
async function waitingRound() {
  await poll({ ...stack.ports, log: memoryLog() }, [ACTION_TYPE], Date.now() + 1000);
  const message = await stack.receive();
  if (!message) throw new Error('no job is on offer');
  const offer: { clientId: string; jobId: string } = JSON.parse(message.body);
  const job = await stack.source.open(offer, createRedactor());
  const details = isUnreportable(job) ? job : await job.details();
  if (isUnreportable(job) || typeof details === 'string' || isUnreportable(details)) throw new Error('no details');
  await job.acknowledge(details.nonce ?? '');
  const found = await stack.ledger.read(offer.jobId);
  if (!found) throw new Error('the poller wrote no entry');
  await stack.ledger.write(changed(found, { phase: 'waiting' }, Date.now()), found.revision);
  return { jobId: offer.jobId, message };
}

/** Has the function, as it is bundled, speak the last word on a message. */
async function speakOn(message: Parameters<typeof eventOf>[0]): Promise<void> {
  const { handler } = await import('../../../lambda/entry/last-word.ts');
  await invoke(handler, eventOf(message), systemClock, 60);
}

const resultOf = (jobId: string) => stack.controlPlane.jobs.waitFor(jobId, ['Succeeded', 'Failed']);
const submit = () =>
  stack.controlPlane.jobs.submit({
    clientId: stack.clientId,
    actionTypeId: ACTION_TYPE,
    configuration: { Note: 'hello' },
    continuationToken: 'run-17',
  });

describe('the last word as it is deployed', () => {
  it('hands a round that waited on to another job, within the limits of its deployment', async () => {
    vi.stubEnv('MAX_ROUNDS', '2');
    await submit();
    const { jobId, message } = await waitingRound();

    await speakOn(message);

    expect(await resultOf(jobId)).toMatchObject({ status: 'Succeeded' });
  });

  it('hands on no more rounds than MAX_ROUNDS', async () => {
    vi.stubEnv('MAX_ROUNDS', '1');
    await submit();
    const { jobId, message } = await waitingRound();

    await speakOn(message);

    expect(JSON.stringify(await resultOf(jobId))).toContain('The action was not done after 1 rounds');
  });

  it('hands nothing on for longer than MAX_AGE_SECONDS', async () => {
    vi.stubEnv('MAX_AGE_SECONDS', '60');
    await submit();
    await speakOn((await waitingRound()).message);
    vi.setSystemTime(Date.now() + TWO_MINUTES);
    const { jobId, message } = await waitingRound();

    await speakOn(message);

    expect(JSON.stringify(await resultOf(jobId))).toContain('The action was not done within 1 minute,');
  });

  it.each(['0', '-1', '1.5', 'many'])('does not start with MAX_ROUNDS "%s"', async (rounds) => {
    vi.stubEnv('MAX_ROUNDS', rounds);

    await expect(import('../../../lambda/entry/last-word.ts')).rejects.toThrow(
      `MAX_ROUNDS must be a whole number above 0, got "${rounds}"`,
    );
  });
});
