import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PolledJob } from '../../lambda/action/job.ts';
import { messageOf } from '../../lambda/aws/sqs/queue.ts';
import { LEASE_SECONDS } from '../../model/lease.ts';
import type { ClientConfig } from '../deployment.ts';

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

/** Roughly how many messages a queue holds: waiting, and received or delayed. */
export async function readQueueDepth(
  queueUrl: string,
  config: ClientConfig,
): Promise<{ waiting: number; hidden: number }> {
  const client = createSqsClient(config);
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    const count = (name: keyof typeof Attributes) => Number(Attributes[name] ?? 0);
    return {
      waiting: count('ApproximateNumberOfMessages'),
      hidden: count('ApproximateNumberOfMessagesNotVisible') + count('ApproximateNumberOfMessagesDelayed'),
    };
  } finally {
    client.destroy();
  }
}

/** A client whose endpoint comes from the settings, the Region or the environment, never from the host in a queue URL. */
const createSqsClient = (config: ClientConfig) => new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
