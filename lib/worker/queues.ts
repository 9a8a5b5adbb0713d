import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  DEAD_LETTER_HIDDEN_SECONDS,
  MAX_KEPT_SECONDS,
  MAX_RECEIVES,
  MAX_WAKE_UP_SECONDS,
} from '../../model/stack-limits.ts';
import { acknowledge } from './acknowledge.ts';

export interface Queues {
  /** Jobs for the worker, each message one client ID and one job ID. */
  readonly jobs: Queue;
  /** Jobs whose message was received too often, for the last word. */
  readonly deadLetters: Queue;
}

interface QueuesProps {
  readonly workerTimeout: Duration;
  /** A customer managed key; without one, SQS uses its own. */
  readonly encryptionKey?: IKey | undefined;
}

/** Both queues are standard ones; the client ID as message group keeps a busy customer from delaying the others. */
export function createQueues(scope: Construct, props: QueuesProps): Queues {
  const { workerTimeout, encryptionKey } = props;
  const deadLetters = createDeadLetterQueue(scope, 'DeadLetters', {
    ...encryptedWith(encryptionKey),
    visibilityTimeout: Duration.seconds(DEAD_LETTER_HIDDEN_SECONDS),
  });
  const jobs = new Queue(scope, 'Jobs', {
    enforceSSL: true,
    ...encryptedWith(encryptionKey),
    // The least that Lambda takes: an event source mapping is refused when its function may run longer than a message
    // stays hidden. Six times that, as advised for throttled functions, would leave a job whose worker died at start
    // unseen for 90 minutes; the mapping's maximum concurrency prevents the throttling instead.
    // Source: AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    visibilityTimeout: workerTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
  return { jobs, deadLetters };
}

/**
 * Holds the messages by which the poller wakes itself until they are due. They name no job, so SQS's own key is enough for
 * them, and none is kept for long: the schedule sends new ones every minute.
 */
export function createWakeUpQueue(scope: Construct, pollerTimeout: Duration): Queue {
  const queue = new Queue(scope, 'WakeUps', {
    enforceSSL: true,
    ...encryptedWith(undefined),
    visibilityTimeout: pollerTimeout,
    retentionPeriod: Duration.seconds(MAX_WAKE_UP_SECONDS),
  });
  acknowledge(queue, 'SQS3', 'A wake-up that nobody could handle is overdue; the schedule sends new ones.');
  return queue;
}

/** Keeps invocations that could not be delivered. They name no job, so SQS's own key is enough for them. */
export function createUndeliveredQueue(scope: Construct): Queue {
  const queue = createDeadLetterQueue(scope, 'UndeliveredInvocations', encryptedWith(undefined));
  acknowledge(queue, 'SQS3', 'It is itself where the schedule leaves what it could not deliver.');
  return queue;
}

/** A queue that keeps what could not be handled for as long as SQS allows. */
const createDeadLetterQueue = (scope: Construct, id: string, props: QueueProps) =>
  new Queue(scope, id, { enforceSSL: true, retentionPeriod: Duration.seconds(MAX_KEPT_SECONDS), ...props });

const encryptedWith = (key: IKey | undefined): QueueProps =>
  key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED };
