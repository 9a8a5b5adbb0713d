import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ActionTypeId } from '../../model/action-type.ts';
import { allow } from './permissions.ts';
import { createUndeliveredQueue } from './queues.ts';

/** Invokes the function every minute; invocations that EventBridge Scheduler could not deliver are kept in a queue. */
export function invokeEveryMinute(scope: Construct, target: IFunction): void {
  const minute = Duration.minutes(1);
  const deadLetterQueue = createUndeliveredQueue(scope);
  new Schedule(scope, 'EveryMinute', {
    description: 'Starts the poller of partner jobs',
    schedule: ScheduleExpression.rate(minute),
    target: new LambdaInvoke(target, {
      // After a minute, the next invocation has replaced this one.
      maxEventAge: minute,
      retryAttempts: 2,
      deadLetterQueue,
      role: createScheduleRole(scope, target, deadLetterQueue),
    }),
  });
}

/**
 * Invokes the function when a pipeline of this account and Region starts one of these actions. Each part of the types is
 * compared by itself, so that an event of another type of ours may come too; the function looks again.
 * Source of the event: AWS CodePipeline User Guide, "Monitoring CodePipeline events".
 */
export function invokeWhenStarted(scope: Construct, target: IFunction, types: readonly ActionTypeId[]): void {
  const each = (part: keyof ActionTypeId) => [...new Set(types.map((type) => type[part]))];
  new Rule(scope, 'Started', {
    description: 'Wakes the poller of custom actions',
    eventPattern: {
      source: ['aws.codepipeline'],
      detailType: ['CodePipeline Action Execution State Change'],
      detail: {
        state: ['STARTED'],
        type: {
          owner: each('owner'),
          category: each('category'),
          provider: each('provider'),
          version: each('version'),
        },
      },
    },
    // The next scheduled poll replaces an event that was lost.
    targets: [new LambdaFunction(target, { maxEventAge: Duration.minutes(1), retryAttempts: 2 })],
  });
}

/**
 * The role that the CDK would make may invoke every version of the function as well. Source of the condition: EventBridge Scheduler User Guide, "Confused deputy prevention".
 */
function createScheduleRole(scope: Construct, target: IFunction, undelivered: IQueue): IRole {
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const role = new Role(scope, 'EveryMinuteRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group } },
    }),
    inlinePolicies: {
      schedule: new PolicyDocument({
        statements: [
          allow(['lambda:InvokeFunction'], [target.functionArn]),
          allow(['sqs:SendMessage'], [undelivered.queueArn]),
        ],
      }),
    },
  });
  return role.withoutPolicyUpdates();
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
