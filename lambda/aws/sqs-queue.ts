import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../job/ports.ts';
import { timeLimits } from './time-limits.ts';

/** The job queue. The client ID is the message group, so that SQS serves customers fairly when one of them floods it. */
export function sqsQueue(queueUrl: string, config: SQSClientConfig = {}): Queue {
  // The endpoint comes from the region or the environment, never from the host name inside a queue URL.
  const client = new SQSClient({ ...timeLimits, ...config, useQueueUrlAsEndpoint: false });
  return {
    async send({ clientId, jobId }) {
      const body = JSON.stringify({ clientId, jobId });
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageGroupId: clientId }));
    },
    async hide(receiptHandle, seconds) {
      const change = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(change));
    },
  };
}
