import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { PolledJob } from '../../action/job.ts';
import { hashOf } from '../../job/ledger.ts';
import { settled } from '../../job/or-undefined.ts';
import type { PolledQueue } from '../../job/ports.ts';
import { RECORD_VERSION } from '../../job/versions.ts';
import { type Limited, timeLimits } from '../time-limits.ts';

/** The longest message group ID that SQS takes, in characters. Source: Amazon SQS API Reference, SendMessage. */
const MAX_GROUP_LENGTH = 128;

/** A job's message. Only the nonce of a custom action in it is secret. The customer, or the pipeline, is the message group. */
export const messageOf = ({ clientId, jobId, nonce, group = clientId }: PolledJob) => ({
  MessageBody: JSON.stringify(nonce === undefined ? { clientId, jobId } : { jobId, nonce }),
  ...(group && { MessageGroupId: group.length <= MAX_GROUP_LENGTH ? group : hashOf(group) }),
  MessageAttributes: { version: { DataType: 'Number', StringValue: String(RECORD_VERSION) } },
});

/** The job queue. The customer, or the pipeline, is the message group, so that SQS serves all fairly when one floods it. */
export function sqsQueue(
  queueUrl: string,
  { limits = timeLimits, ...config }: Limited<SQSClientConfig> = {},
): PolledQueue {
  // The endpoint comes from the region or the environment, never from the host name inside a queue URL.
  const client = new SQSClient({ ...limits.calls, ...config, useQueueUrlAsEndpoint: false });
  // Ten messages are far below what one call may carry: each is an ID or two, and a nonce.
  const sendAll: PolledQueue['sendAll'] = async (jobs) => {
    const Entries = jobs.map((job, index) => ({ Id: String(index), ...messageOf(job) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const failures = new Map(
      Failed.map(({ Id, Code, Message = '' }) => [Id, `SQS took no message: ${Code}. ${Message}`]),
    );
    return jobs.map((_, index) =>
      settled(() => {
        const failure = failures.get(String(index));
        if (failure !== undefined) throw new Error(failure);
      }),
    );
  };
  return {
    sendAll,
    async send(job) {
      const [sent] = await sendAll([job]);
      if (sent?.status === 'rejected') throw sent.reason;
    },
    async hide(receiptHandle, seconds) {
      const change = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(change));
    },
  };
}
