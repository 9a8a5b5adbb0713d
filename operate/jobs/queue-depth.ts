import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ClientConfig } from '../deployment.ts';
import { createSqsClient } from './sqs-client.ts';

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
