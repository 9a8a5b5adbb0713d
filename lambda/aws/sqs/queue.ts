import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { PolledJob } from '../../action/job.ts';
import type { Queue } from '../../job/ports.ts';
import { RECORD_VERSION } from '../../job/versions.ts';
import { timeLimits } from '../time-limits.ts';

/** A job's message, of which nothing is secret. The client ID is the message group. */
export const messageOf = ({ clientId, jobId }: PolledJob) => ({
  MessageBody: JSON.stringify({ clientId, jobId }),
  MessageGroupId: clientId,
  MessageAttributes: { version: { DataType: 'Number', StringValue: String(RECORD_VERSION) } },
});

/** The job queue. The client ID is the message group, so that SQS serves customers fairly when one of them floods it. */
export function sqsQueue(queueUrl: string, config: SQSClientConfig = {}): Queue {
  // The endpoint comes from the region or the environment, never from the host name inside a queue URL.
  const client = new SQSClient({ ...timeLimits, ...config, useQueueUrlAsEndpoint: false });
  return {
    async send(job) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...messageOf(job) }));
    },
    async hide(receiptHandle, seconds) {
      const change = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(change));
    },
  };
}
