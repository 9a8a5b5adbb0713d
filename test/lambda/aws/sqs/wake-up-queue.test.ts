import { afterEach, describe, expect, it, vi } from 'vitest';
import { sqsWakeUpQueue } from '../../../../lambda/aws/sqs/wake-up-queue.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/wake-ups';
const NOW = Date.UTC(2026, 0, 1);

let server: ScriptedServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
});

async function openQueue(...refused: object[][]) {
  const answers = refused.map((Failed) => ({ status: 200, body: { Successful: [], Failed } }));
  server = await startScriptedServer(answers);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.url);
  return sqsWakeUpQueue(QUEUE_URL, { md5: false });
}

const wakeUp = (seconds: number) => ({ dueAt: NOW + seconds * 1000, every: 5, until: NOW + 60_000 });
const delays = () =>
  server?.requests
    .map(({ body }) => JSON.parse(body).Entries.map((entry: { DelaySeconds: number }) => entry.DelaySeconds))
    .toSorted((one, other) => other.length - one.length);

describe('the queue of the wake-ups', () => {
  it('is sent ten at a time, each held back until it is due', async () => {
    const queue = await openQueue([], []);

    await queue.send(
      Array.from({ length: 11 }, (_, index) => wakeUp(5 * (index + 1))),
      NOW,
    );

    expect(delays()).toEqual([[5, 10, 15, 20, 25, 30, 35, 40, 45, 50], [55]]);
  });

  it('is sent at once what was due before', async () => {
    const queue = await openQueue([]);

    await queue.send([wakeUp(-3)], NOW);

    expect(delays()).toEqual([[0]]);
  });

  it('says when SQS refuses some of a batch, and why', async () => {
    const queue = await openQueue([{ Id: '1', SenderFault: false, Code: 'InternalError' }]);

    const sending = queue.send([wakeUp(5), wakeUp(10)], NOW);

    await expect(sending).rejects.toThrow('SQS refused 1 of 2 wake-ups: InternalError');
  });
});
