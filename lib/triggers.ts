import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { createDeadLetterQueue } from './queues.ts';

/** Invokes the function every minute; invocations that EventBridge Scheduler could not deliver are kept in a queue. */
export function invokeEveryMinute(scope: Construct, target: IFunction): void {
  const minute = Duration.minutes(1);
  new Schedule(scope, 'EveryMinute', {
    description: 'Starts the poller of partner jobs',
    schedule: ScheduleExpression.rate(minute),
    target: new LambdaInvoke(target, {
      // Older than a minute, an invocation has been overtaken by the next.
      maxEventAge: minute,
      retryAttempts: 2,
      deadLetterQueue: createDeadLetterQueue(scope, 'UndeliveredInvocations'),
    }),
  });
}

/**
 * Has the function invoked with one message of the queue at a time. An event source of the CDK would do the same, but
 * grant the function `sqs:GetQueueUrl` besides.
 * @param maximumConcurrency How many at once, 2 to 1,000.
 */
export function feed(target: IFunction, queue: IQueue, maximumConcurrency: number): void {
  target.addEventSourceMapping('Messages', {
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    maxConcurrency: maximumConcurrency,
    reportBatchItemFailures: true,
  });
}
