import type { Message } from '@aws-sdk/client-sqs';
import { type Clock, systemClock } from '../../model/clock.ts';
import { failedMessages } from './batch-response.ts';
import { openQueue } from './message-queue.ts';
import { sqsEvent } from './sqs-event.ts';

const PAUSE_AFTER_ERROR_MILLISECONDS = 1000;

export interface EventSourceOptions {
  /** The base URL of SQS. */
  endpoint: string;
  region: string;
  queueUrl: string;
  /** Invokes the function; a rejection leaves the message in the queue. */
  invoke(event: unknown): Promise<unknown>;
  /** Invocations at once; 2 to 1,000 on Lambda. */
  maximumConcurrency: number;
  /** Gets an error that is not passed on: of an invocation, or of a call to SQS. */
  onError(error: unknown): void;
  clock?: Clock;
}

interface EventSource {
  /** Receives nothing more, then waits up to this number of milliseconds (30,000 when left out) for invocations that run. */
  stop(patienceMilliseconds?: number): Promise<void>;
}

/**
 * Invokes a function for every message of a queue, one message an invocation, and deletes the messages it did. This is
 * Lambda's event source mapping with batch size 1 and `ReportBatchItemFailures`.
 * @throws QueueDoesNotExist
 */
export async function startEventSource(options: EventSourceOptions): Promise<EventSource> {
  const { endpoint, region, queueUrl, invoke, maximumConcurrency, onError, clock = systemClock } = options;
  const queue = await openQueue(endpoint, region, queueUrl);
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  const work = async (message: Message) => {
    const response = await invoke(sqsEvent(message, queue.arn));
    const failed = failedMessages(response, [message.MessageId ?? '']);
    if (failed.length === 0) await queue.remove(message);
  };
  const take = (message: Message) => {
    const task = (stopping.signal.aborted ? queue.giveBack(message) : work(message))
      .catch(onError)
      .finally(() => running.delete(task));
    running.add(task);
  };
  const poll = async () => {
    while (!stopping.signal.aborted) {
      if (running.size >= maximumConcurrency) await Promise.race(running);
      else for (const message of await queue.receive(maximumConcurrency - running.size)) take(message);
    }
  };
  const pollUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      await poll().catch(async (error: unknown) => {
        onError(error);
        await clock.sleep(PAUSE_AFTER_ERROR_MILLISECONDS, stopping.signal);
      });
    }
  };
  const polling = pollUntilStopped();

  return {
    async stop(patienceMilliseconds = 30_000) {
      stopping.abort();
      const done = new AbortController();
      await Promise.race([polling.then(() => Promise.all(running)), clock.sleep(patienceMilliseconds, done.signal)]);
      done.abort();
      queue.close();
    },
  };
}
