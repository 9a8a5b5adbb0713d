import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock } from '../../../model/clock.ts';
import type { MemoryQueue, ReceivedMessage } from '../../memory/queue.ts';

/** A Lambda function behind a queue, as far as the event source knows it. */
export type Lambda = (event: never, context: Context) => Promise<unknown>;

/** What became of a message: `none` was visible, or it was deleted, kept for later, or its function threw. */
export type Fate = 'none' | 'deleted' | 'kept' | 'crashed';

/** Invokes a function with the next visible message, and treats the message as SQS and Lambda do with its answer. */
export async function deliver(queue: MemoryQueue, lambda: Lambda, clock: Clock, seconds = 900): Promise<Fate> {
  const message = queue.receive();
  if (!message) return 'none';
  try {
    const answer = await invoke(lambda, eventOf(message), clock, seconds);
    if (answer.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === message.messageId)) return 'kept';
  } catch {
    return 'crashed';
  }
  queue.delete(message.receiptHandle);
  return 'deleted';
}

/** Invokes a function that has so many seconds. */
export const invoke = (lambda: Lambda, event: unknown, clock: Clock, seconds = 900): Promise<SQSBatchResponse> =>
  (lambda as (event: unknown, context: Context) => Promise<SQSBatchResponse>)(event, contextOf(clock, seconds));

export const eventOf = ({ messageId, receiptHandle, receiveCount, body }: ReceivedMessage): SQSEvent => ({
  Records: [
    {
      messageId,
      receiptHandle,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: '0',
        SenderId: 'poller',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:jobs',
      awsRegion: 'us-east-1',
    },
  ],
});

function contextOf(clock: Clock, seconds: number): Context {
  const killedAt = clock.now() + seconds * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: 'worker',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:worker',
    memoryLimitInMB: '512',
    logGroupName: 'worker',
    logStreamName: 'worker',
    callbackWaitsForEmptyEventLoop: false,
    // The worker adds this to the system's time, which the clock of the test may be ahead of.
    getRemainingTimeInMillis: () => killedAt - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
