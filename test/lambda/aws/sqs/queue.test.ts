import { afterEach, describe, expect, it, vi } from 'vitest';
import { sqsQueue } from '../../../../lambda/aws/sqs/queue.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const ARN = 'arn:aws:codepipeline:us-east-1:111122223333:shop';
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

  it('is sent a job of a custom action with its nonce, in the message group of its pipeline', async () => {
    const { queue, sent } = await openQueue();

    await queue.send({ jobId: 'j-1', nonce: '3', clientId: '111122223333', group: ARN });

    expect(sent()).toMatchObject({ MessageBody: '{"jobId":"j-1","nonce":"3"}', MessageGroupId: ARN });
  });

  it('is sent a hash in place of a message group that SQS would not take, another one for another group', async () => {
    const groups = [];
    for (const name of ['a'.repeat(100), 'b'.repeat(100)]) {
      const { queue, sent } = await openQueue();
      await queue.send({ jobId: 'j-1', nonce: '3', group: `${ARN}${name}` });
      groups.push(sent().MessageGroupId);
      await server?.close();
    }

    expect(groups).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
    expect(groups[0]).not.toBe(groups[1]);
  });

  it('is told for how long to hide a message', async () => {
    const { queue, sent } = await openQueue();

    await queue.hide('handle', 120);

    expect(sent()).toEqual({ QueueUrl: QUEUE_URL, ReceiptHandle: 'handle', VisibilityTimeout: 120 });
  });
});
