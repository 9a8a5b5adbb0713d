import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { MetricName } from '../../model/metrics.ts';

/** Makes the metrics of one worker, which its functions write into a namespace of its own. */
export const countsIn =
  (namespace: string) =>
  /** The count in a period of 5 minutes, unless another one is given; of one action, or of all actions. */
  (metricName: MetricName, action?: string, options: Partial<MetricProps> = {}): Metric =>
    new Metric({
      namespace,
      metricName,
      statistic: 'Sum',
      period: Duration.minutes(5),
      ...(action === undefined ? {} : { dimensionsMap: { action }, label: `${metricName} ${action}` }),
      ...options,
    });
type CountOf = ReturnType<typeof countsIn>;

/**
 * The sum of metrics, in an expression, where one that has no data point in a period counts as 0: a count is only
 * written when something happened, and AWS promises nothing of plain addition where one of its terms is missing.
 * Source: Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics", FILL.
 */
export const filledSum = (...ids: string[]): string => ids.map((id) => `FILL(${id}, 0)`).join(' + ');

/** How many percent of an action's outcomes were failures, in 15 minutes; 0 for fewer outcomes than `atLeast`. */
export function failedPercent(countOf: CountOf, action: string, atLeast: number): MathExpression {
  const period = Duration.minutes(15);
  const outcomes = filledSum('failed', 'succeeded', 'continued');
  return new MathExpression({
    expression: `IF(${outcomes} >= ${atLeast}, 100 * FILL(failed, 0) / (${outcomes}), 0)`,
    label: `failed % ${action}`,
    period,
    usingMetrics: {
      failed: countOf('JobsFailed', action, { period }),
      succeeded: countOf('JobsSucceeded', action, { period }),
      continued: countOf('JobsContinued', action, { period }),
    },
  });
}

/** Messages that are waiting and messages that someone has received, at the same time. SQS publishes both or neither. */
export const allMessages = (queue: IQueue, label: string): MathExpression =>
  new MathExpression({
    expression: 'waiting + inFlight',
    label,
    period: Duration.minutes(1),
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1) }),
      inFlight: queue.metricApproximateNumberOfMessagesNotVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
    },
  });
/**
 * How long a message that can be received now will wait, in seconds, by how many are received and done: `enough` while none is.
 * What nobody holds and what is due is counted alone: the message of a job that waits for its moment is hidden, and its age
 * would say nothing of the others.
 */
export const expectedWait = (queue: IQueue, enough: Duration, label: string): MathExpression =>
  new MathExpression({
    expression: `IF(waiting > 0, IF(FILL(done, 0) > 0, 60 * waiting / FILL(done, 1), ${enough.toSeconds()}), 0)`,
    label,
    period: Duration.minutes(1),
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Minimum', period: Duration.minutes(1) }),
      done: queue.metricNumberOfMessagesDeleted({ statistic: 'Sum', period: Duration.minutes(1) }),
    },
  });

/**
 * How old the oldest message is, in seconds, while there is one to be received, of the groups that no group with many messages
 * hides: a client with few jobs is to be served soon, however long the
 * queue of another has become. Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 */
export const ageOfQuietGroups = (queue: IQueue, label: string): MathExpression =>
  new MathExpression({ expression: 'IF(quietWaiting > 0, quietAge, 0)', ...ofQuietGroups(queue, label) });

/**
 * The same, but 0 while more messages are held than workers can be at work on: the others are of jobs that wait for their
 * moment, and the oldest may be one of them. SQS counts those that wait in the age too, and tells them from no other.
 */
export function ageOfQuietGroupsAtWork(queue: IQueue, label: string, maximumConcurrency: number): MathExpression {
  const { usingMetrics, ...options } = ofQuietGroups(queue, label);
  const period = Duration.minutes(1);
  const held = queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum', period });
  return new MathExpression({
    expression: `IF(quietWaiting > 0 AND held <= ${maximumConcurrency}, quietAge, 0)`,
    ...options,
    usingMetrics: { ...usingMetrics, held },
  });
}

function ofQuietGroups({ queueName }: IQueue, label: string) {
  const period = Duration.minutes(1);
  const metric = (name: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/SQS',
      metricName: `Approximate${name}InQuietGroups`,
      dimensionsMap: { QueueName: queueName },
      statistic,
      period,
    });
  const usingMetrics = {
    quietWaiting: metric('NumberOfMessagesVisible', 'Minimum'),
    quietAge: metric('AgeOfOldestMessage', 'Maximum'),
  };
  return { label, period, usingMetrics };
}

/** One figure of each function, labelled with the function's name in this project. */
export const ofEach = (
  functions: Readonly<Record<string, lambda.Function>>,
  metric: 'metricDuration' | 'metricErrors' | 'metricThrottles' | 'metricInvocations',
  statistic: string,
): Metric[] =>
  Object.entries(functions).map(([label, target]) => target[metric]({ statistic, label, period: Duration.minutes(5) }));

/** What a function writes to its log group. */
export const logBytes = ({ logGroup }: lambda.Function, label: string): Metric =>
  new Metric({
    namespace: 'AWS/Logs',
    metricName: 'IncomingBytes',
    dimensionsMap: { LogGroupName: logGroup.logGroupName },
    statistic: 'Sum',
    label,
  });

export const writeUnits = (table: ITable, label: string): Metric =>
  table.metricConsumedWriteCapacityUnits({ statistic: 'Sum', label });
