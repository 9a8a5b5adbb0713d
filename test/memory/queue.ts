import { randomUUID } from 'node:crypto';
import type { PolledJob } from '../../lambda/action/job.ts';
import { messageOf } from '../../lambda/aws/sqs/queue.ts';
import type { PolledQueue } from '../../lambda/job/ports.ts';
import type { Clock } from '../../model/clock.ts';

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  receiveCount: number;
  body: string;
}

/**
 * A standard SQS queue in memory. Only the newest receipt handle of a message is good. The client ID is the message
 * group. Groups are served as "How Amazon SQS fair queues work" in the Amazon SQS Developer Guide says of the share of
 * messages in flight: a group with 30 of them or more, which are more than a tenth of all, is noisy and comes after the
 * others; of noisy groups the one with the fewest comes first. The share of processing time is left out.
 */
export interface MemoryQueue extends PolledQueue {
  /** The visible message whose turn it is, hidden from now on; one received too often moves on instead. */
  receive(): ReceivedMessage | undefined;
  delete(receiptHandle: string): void;
  /** Messages that are not deleted, hidden ones included. */
  readonly length: number;
}

interface Message {
  messageId: string;
  group: string;
  body: string;
  receiveCount: number;
  visibleAt: number;
  receiptHandle?: string;
}

/** Messages in flight from which on a group can be noisy, and the part of all of them that makes it so. */
const NOISY_FROM = 30;
const NOISY_SHARE = 0.1;

interface QueueOptions {
  clock: Clock;
  /** Seconds that a received message is hidden. */
  visibilitySeconds?: number;
  /** Receives after which a message moves to the dead-letter queue. */
  maxReceiveCount?: number;
  deadLetters?: { take(message: Pick<Message, 'messageId' | 'body'>): void };
}

export function memoryQueue(options: QueueOptions): MemoryQueue & Required<QueueOptions>['deadLetters'] {
  const { clock, visibilitySeconds = 900, maxReceiveCount = 20, deadLetters } = options;
  let messages: Message[] = [];
  const find = (receiptHandle: string) => {
    const message = messages.find((one) => one.receiptHandle === receiptHandle);
    if (!message) throw new Error('The receipt handle has expired');
    return message;
  };
  const take = ({ messageId, body, group }: Pick<Message, 'messageId' | 'body'> & { group?: string | undefined }) => {
    const { clientId = '' }: PolledJob = JSON.parse(body);
    messages.push({ messageId, group: group ?? clientId, body, receiveCount: 0, visibleAt: clock.now() });
  };

  const send = (job: PolledJob) => {
    const { MessageBody: body, MessageGroupId: group } = messageOf(job);
    take({ messageId: randomUUID(), body, group });
  };

  return {
    take,
    get length() {
      return messages.length;
    },
    send: async (job) => send(job),
    sendAll: (jobs) => Promise.allSettled(jobs.map(async (job) => send(job))),
    async hide(receiptHandle, seconds) {
      if (!(seconds >= 0 && seconds <= 43_200)) throw new Error(`hides for 0 to 43200 seconds, not for ${seconds}`);
      find(receiptHandle).visibleAt = clock.now() + seconds * 1000;
    },
    delete(receiptHandle) {
      messages = messages.filter((one) => one.receiptHandle !== receiptHandle);
    },
    receive() {
      for (;;) {
        const message = nextInTurn(messages, clock.now());
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

/** The message that waits longest of the group with the least noise. */
function nextInTurn(messages: readonly Message[], now: number): Message | undefined {
  const inFlight = new Map<string, number>();
  const visible = new Map<string, Message>();
  let all = 0;
  for (const message of messages) {
    const { group } = message;
    if (message.visibleAt <= now) {
      if (!visible.has(group)) visible.set(group, message);
    } else if (message.receiveCount > 0) {
      inFlight.set(group, (inFlight.get(group) ?? 0) + 1);
      all += 1;
    }
  }
  const noiseOf = ({ group }: Message) => {
    const own = inFlight.get(group) ?? 0;
    return own >= NOISY_FROM && own > all * NOISY_SHARE ? own : 0;
  };
  return [...visible.values()].sort((a, b) => noiseOf(a) - noiseOf(b))[0];
}
