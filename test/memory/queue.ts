import { randomUUID } from 'node:crypto';
import type { PolledJob } from '../../lambda/job/job.ts';
import type { Clock, Queue } from '../../lambda/job/ports.ts';

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  receiveCount: number;
  body: string;
}

/** A standard SQS queue in memory. Only the newest receipt handle of a message is good. */
export interface MemoryQueue extends Queue {
  /** The visible message that waits longest, hidden from now on; one received too often moves on instead. */
  receive(): ReceivedMessage | undefined;
  delete(receiptHandle: string): void;
  /** Messages that are not deleted, hidden ones included. */
  readonly length: number;
}

interface Message {
  messageId: string;
  body: string;
  receiveCount: number;
  visibleAt: number;
  receiptHandle?: string;
}

export interface QueueOptions {
  clock: Clock;
  /** Seconds that a received message is hidden. */
  visibilitySeconds?: number;
  /** Receives after which a message moves to the dead-letter queue. */
  maxReceiveCount?: number;
  deadLetters?: { take(message: Pick<Message, 'messageId' | 'body'>): void };
}

export function memoryQueue(options: QueueOptions): MemoryQueue & Required<QueueOptions>['deadLetters'] {
  const { clock, visibilitySeconds = 900, maxReceiveCount = 3, deadLetters } = options;
  let messages: Message[] = [];
  const find = (receiptHandle: string) => {
    const message = messages.find((one) => one.receiptHandle === receiptHandle);
    if (!message) throw new Error('The receipt handle has expired');
    return message;
  };
  const take = ({ messageId, body }: Pick<Message, 'messageId' | 'body'>) =>
    void messages.push({ messageId, body, receiveCount: 0, visibleAt: clock.now() });

  return {
    take,
    get length() {
      return messages.length;
    },
    async send({ clientId, jobId }: PolledJob) {
      take({ messageId: randomUUID(), body: JSON.stringify({ clientId, jobId }) });
    },
    async hide(receiptHandle, seconds) {
      if (!(seconds >= 0 && seconds <= 43_200)) throw new Error(`hides for 0 to 43200 seconds, not for ${seconds}`);
      find(receiptHandle).visibleAt = clock.now() + seconds * 1000;
    },
    delete(receiptHandle) {
      messages = messages.filter((one) => one.receiptHandle !== receiptHandle);
    },
    receive() {
      for (;;) {
        const message = messages.find(({ visibleAt }) => visibleAt <= clock.now());
        if (!message) return undefined;
        if (deadLetters && message.receiveCount >= maxReceiveCount) {
          messages = messages.filter((one) => one !== message);
          deadLetters.take(message);
          continue;
        }
        message.receiveCount += 1;
        message.receiptHandle = randomUUID();
        message.visibleAt = clock.now() + visibilitySeconds * 1000;
        const { messageId, receiptHandle, receiveCount, body } = message;
        return { messageId, receiptHandle, receiveCount, body };
      }
    },
  };
}
