import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LEASE_SECONDS } from '../../../model/lease.ts';
import { localKeyPair, queueUrlAt } from '../../../model/local/services.ts';
import { sendLater } from '../../../operate/jobs/job-queue.ts';
import { startScriptedServer } from '../../lambda/aws/scripted-server.ts';

describe('the message behind a lease of an operator', () => {
  it('is one such as the poller sends, hidden as long as a lease lasts', async () => {
    const MessageBody = '{"clientId":"c-1","jobId":"j-1"}';
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    const server = await startScriptedServer([{ status: 200, body: { MessageId: 'm-1', MD5OfMessageBody } }]);
    onTestFinished(() => server.close());
    const queueUrl = queueUrlAt(server.url, 'jobs');
    const credentials = localKeyPair;

    const messageId = await sendLater(
      queueUrl,
      { endpoint: server.url, region: 'us-east-1', credentials },
      { clientId: 'c-1', jobId: 'j-1' },
    );

    expect(messageId).toBe('m-1');
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      {
        QueueUrl: queueUrl,
        MessageBody,
        MessageGroupId: 'c-1',
        MessageAttributes: { version: { DataType: 'Number', StringValue: '2' } },
        DelaySeconds: LEASE_SECONDS,
      },
    ]);
  });
});
