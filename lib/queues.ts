import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How often a worker may die over one job before the last word is spoken. */
const ATTEMPTS = 3;

export interface Queues {
  /** Jobs for the worker, each message one client ID and one job ID. */
  readonly jobs: Queue;
  /** Jobs whose worker kept dying, for the last word. */
  readonly deadLetters: Queue;
}

/** Both queues are standard ones; the client ID as message group keeps a busy customer from delaying the others. */
export function createQueues(scope: Construct, workerTimeout: Duration, lastWordTimeout: Duration): Queues {
  const deadLetters = createDeadLetterQueue(scope, 'DeadLetters', lastWordTimeout.toSeconds() * 6);
  const jobs = new Queue(scope, 'Jobs', {
    ...sealed,
    // The least that Lambda takes: an event source mapping is refused when its function may run longer than a message
    // stays hidden. Six times that, as advised for throttled functions, would leave a job whose worker died at start
    // unseen for 90 minutes; the mapping's maximum concurrency prevents the throttling instead.
    // Source: AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    visibilityTimeout: workerTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: ATTEMPTS },
  });
  return { jobs, deadLetters };
}

/** A queue that keeps what could not be handled for as long as SQS allows. */
export function createDeadLetterQueue(scope: Construct, id: string, visibilitySeconds?: number): Queue {
  return new Queue(scope, id, {
    ...sealed,
    retentionPeriod: Duration.days(14),
    ...(visibilitySeconds === undefined ? {} : { visibilityTimeout: Duration.seconds(visibilitySeconds) }),
  });
}

const sealed = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
