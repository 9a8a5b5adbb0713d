import { SendMessageBatchCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { MAX_TOGETHER } from '../../job/enqueue.ts';
import type { WakeUp, WakeUpQueue } from '../../job/wake-up.ts';
import { type Limited, timeLimits } from '../time-limits.ts';

/** The queue of the wake-ups, which holds each of them back until it is due. A batch costs as much as one request. */
export function sqsWakeUpQueue(
  queueUrl: string,
  { limits = timeLimits, ...config }: Limited<SQSClientConfig> = {},
): WakeUpQueue {
  const client = new SQSClient({ ...limits.calls, ...config, useQueueUrlAsEndpoint: false });
  const sendBatch = async (wakeUps: readonly WakeUp[], now: number) => {
    const Entries = wakeUps.map((wakeUp, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(wakeUp),
      DelaySeconds: Math.max(0, Math.round((wakeUp.dueAt - now) / 1000)),
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first) throw new Error(`SQS refused ${Failed.length} of ${Entries.length} wake-ups: ${first.Code}`);
  };
  return {
    async send(wakeUps, now) {
      const batches = Array.from({ length: Math.ceil(wakeUps.length / MAX_TOGETHER) }, (_, index) =>
        wakeUps.slice(index * MAX_TOGETHER, (index + 1) * MAX_TOGETHER),
      );
      await Promise.all(batches.map((batch) => sendBatch(batch, now)));
    },
  };
}
