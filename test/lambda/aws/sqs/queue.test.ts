import { afterEach, describe, expect, it, vi } from 'vitest';
import { sqsQueue } from '../../../../lambda/aws/sqs/queue.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs';

let server: ScriptedServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
});

async function openQueue() {
  const body = { MessageId: 'm-1', MD5OfMessageBody: '51fdf8b18ab15a61b3f4f6c8d1a0c1e3' };
  server = await startScriptedServer([{ status: 200, body }]);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.url);
  const queue = sqsQueue(QUEUE_URL, { md5: false });
  return { queue, sent: () => JSON.parse(server?.requests[0]?.body ?? 'null') };
}

describe('a queue of SQS', () => {
  it('is sent a job in the message group of its client, at the endpoint of the environment and not at the host in its URL', async () => {
    const { queue, sent } = await openQueue();

    await queue.send({ clientId: 'c-1', jobId: 'j-1' });

    expect(sent()).toEqual({
      QueueUrl: QUEUE_URL,
      MessageBody: '{"clientId":"c-1","jobId":"j-1"}',
      MessageGroupId: 'c-1',
      MessageAttributes: { version: { DataType: 'Number', StringValue: '2' } },
    });
  });

  it('is told for how long to hide a message', async () => {
    const { queue, sent } = await openQueue();

    await queue.hide('handle', 120);

    expect(sent()).toEqual({ QueueUrl: QUEUE_URL, ReceiptHandle: 'handle', VisibilityTimeout: 120 });
  });
});
