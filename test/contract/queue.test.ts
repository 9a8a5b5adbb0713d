import { isDeepStrictEqual } from 'node:util';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqsQueue } from '../../lambda/aws/sqs/queue.ts';
import type { PolledQueue } from '../../lambda/job/ports.ts';
import { type LocalSqs, startSqs } from '../../local/sqs/sqs.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { memoryQueue } from '../memory/queue.ts';

interface Received {
  messageId: string;
  receiptHandle: string;
  body: string;
}

interface Opened {
  queue: PolledQueue;
  receive(): Promise<Received | undefined>;
}

let sqs: LocalSqs;
let client: SQSClient;
beforeAll(async () => {
  sqs = await startSqs({ port: 0 });
  client = new SQSClient({ endpoint: sqs.url });
});
afterAll(async () => {
  client.destroy();
  await sqs.close();
});

async function receiveFromSqs(): Promise<Received | undefined> {
  const { Messages: [message] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl }));
  if (!message) return undefined;
  const { MessageId = '', ReceiptHandle = '', Body = '' } = message;
  return { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body };
}

const kinds: Record<string, () => Opened> = {
  'in memory': () => {
    const queue = memoryQueue({ clock: createManualClock() });
    const receive: Opened['receive'] = async () => queue.receive();
    return { queue, receive };
  },
  'of SQS': () => ({ queue: sqsQueue(sqs.queueUrl, { endpoint: sqs.url }), receive: receiveFromSqs }),
};

describe.each(Object.keys(kinds))('a queue %s', (kind) => {
  /** An open queue and one message received from it. */
  const openWithMessage = async () => {
    const { queue, receive } = kinds[kind]?.() ?? { queue: undefined, receive: receiveFromSqs };
    if (!queue) throw new Error(`there is no queue ${kind}`);
    await queue.send({ clientId: 'c-1', jobId: 'j-1' });
    const message = await receive();
    if (!message) throw new Error('the queue lost a message');
    return { queue, receive, message };
  };

  it('carries client ID and job ID and nothing else', async () => {
    const { message } = await openWithMessage();

    expect(JSON.parse(message.body)).toEqual({ clientId: 'c-1', jobId: 'j-1' });
  });

  it('carries many messages as it carries each, and says that it took them', async () => {
    const { queue, receive } = kinds[kind]?.() ?? {};
    if (!queue || !receive) throw new Error(`there is no queue ${kind}`);
    const jobs = Array.from({ length: 10 }, (_, number) => ({ clientId: 'c-1', jobId: `many-${number}` }));

    const results = await queue.sendAll(jobs);
    const bodies: unknown[] = [];
    for (let message = await receive(); message; message = await receive()) bodies.push(JSON.parse(message.body));

    expect(results).toEqual(jobs.map(() => ({ status: 'fulfilled', value: undefined })));
    for (const job of jobs) expect(bodies.filter((body) => isDeepStrictEqual(body, job))).toHaveLength(1);
  });

  it('shows a message again that is no longer hidden, with a new receipt handle', async () => {
    const { queue, receive, message } = await openWithMessage();

    await queue.hide(message.receiptHandle, 0);
    const again = await receive();

    expect(again?.messageId).toBe(message.messageId);
    expect(again?.receiptHandle).not.toBe(message.receiptHandle);
  });

  it('does not show a message that is hidden', async () => {
    const { queue, receive, message } = await openWithMessage();

    await queue.hide(message.receiptHandle, 43_200);

    expect(await receive()).toBeUndefined();
  });

  it.each([-1, 43_201])('refuses to hide a message for %i seconds', async (seconds) => {
    const { queue, message } = await openWithMessage();

    await expect(queue.hide(message.receiptHandle, seconds)).rejects.toThrow();
  });

  it('refuses a receipt handle that it did not give', async () => {
    const { queue } = await openWithMessage();

    await expect(queue.hide('no such handle', 10)).rejects.toThrow();
  });
});
