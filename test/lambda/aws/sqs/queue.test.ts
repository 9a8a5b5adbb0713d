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

async function openQueue(Failed: object[] = []) {
  const body = { Successful: [], Failed };
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
      Entries: [
        {
          Id: '0',
          MessageBody: '{"clientId":"c-1","jobId":"j-1"}',
          MessageGroupId: 'c-1',
          MessageAttributes: { version: { DataType: 'Number', StringValue: '2' } },
        },
      ],
    });
  });

  it('is sent a job of a custom action with its nonce, in the message group of its pipeline', async () => {
    const { queue, sent } = await openQueue();

    await queue.send({ jobId: 'j-1', nonce: '3', clientId: '111122223333', group: ARN });

    expect(sent().Entries).toMatchObject([{ MessageBody: '{"jobId":"j-1","nonce":"3"}', MessageGroupId: ARN }]);
  });

  it('is sent a hash in place of a message group that SQS would not take, another one for another group', async () => {
    const groups = [];
    for (const name of ['a'.repeat(100), 'b'.repeat(100)]) {
      const { queue, sent } = await openQueue();
      await queue.send({ jobId: 'j-1', nonce: '3', group: `${ARN}${name}` });
      groups.push(sent().Entries[0].MessageGroupId);
      await server?.close();
    }

    expect(groups).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
    expect(groups[0]).not.toBe(groups[1]);
  });

  it('says of each message of a batch whether SQS took it, and why it did not', async () => {
    const { queue, sent } = await openQueue([
      { Id: '1', SenderFault: false, Code: 'InternalError', Message: 'Try again.' },
    ]);

    const results = await queue.sendAll(['j-1', 'j-2', 'j-3'].map((jobId) => ({ clientId: 'c-1', jobId })));

    expect(server?.requests).toHaveLength(1);
    expect(sent().Entries.map(({ Id, MessageBody }: Record<string, string>) => [Id, MessageBody])).toEqual([
      ['0', '{"clientId":"c-1","jobId":"j-1"}'],
      ['1', '{"clientId":"c-1","jobId":"j-2"}'],
      ['2', '{"clientId":"c-1","jobId":"j-3"}'],
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: new Error('SQS took no message: InternalError. Try again.') });
  });

  it('throws when it takes none of a single job', async () => {
    const { queue } = await openQueue([{ Id: '0', SenderFault: true, Code: 'InvalidMessageContents' }]);

    await expect(queue.send({ clientId: 'c-1', jobId: 'j-1' })).rejects.toThrow('InvalidMessageContents');
  });

  it('is told for how long to hide a message', async () => {
    const { queue, sent } = await openQueue();

    await queue.hide('handle', 120);

    expect(sent()).toEqual({ QueueUrl: QUEUE_URL, ReceiptHandle: 'handle', VisibilityTimeout: 120 });
  });
});
