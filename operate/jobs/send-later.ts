import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { PolledJob } from '../../lambda/action/job.ts';
import { messageOf } from '../../lambda/aws/sqs/queue.ts';
import { LEASE_SECONDS } from '../../lambda/job/lease.ts';
import type { ClientConfig } from '../deployment.ts';
import { createSqsClient } from './sqs-client.ts';

/** Sends the message of a job such as the poller does, hidden for as long as a lease lasts; gives its message ID. */
export async function sendLater(queueUrl: string, config: ClientConfig, job: PolledJob): Promise<string> {
  const client = createSqsClient(config);
  try {
    const { MessageId = '' } = await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        ...messageOf(job),
        DelaySeconds: LEASE_SECONDS,
      }),
    );
    return MessageId;
  } finally {
    client.destroy();
  }
}
