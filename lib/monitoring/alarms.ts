import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { actionTypeName } from '../../model/action-type.ts';
import type { CompleteProps } from '../worker/partner-action-worker-props.ts';
import { ageOfQuietGroupsAtWork, allMessages, countsIn, expectedWait, failedPercent, filledSum } from './metrics.ts';
import { createPollerNotRun } from './poller-not-run.ts';
import type { Watched } from './watched.ts';

/** Fewer outcomes in 15 minutes say nothing about a share. */
const MIN_OUTCOMES = 5;
/** A message may be in the queue this much longer than one run of the worker takes. */
const PATIENCE = Duration.minutes(5);
/** The share of a row of minutes in which too long a wait is to be expected: in the others a worker has come free. */
const SHARE_OF_MINUTES = 0.75;
/** The number of minutes in a row in which a quiet client has a job in the queue beside an old message. */
const QUIET_MINUTES = 10;

interface AlarmOptions {
  readonly metric: IMetric;
  /** The smallest value that is too much, and how many periods of how many must have it. */
  readonly threshold: number;
  readonly periods?: number;
  /**
   * The metric fills gaps: the row is one period longer. A count that comes late leaves the latest period filled with
   * 0, which would otherwise keep the alarm from ever going off. Source: as for FILL.
   */
  readonly isFilled?: boolean;
  /** Where fewer periods of the row are enough: this number of them. */
  readonly enoughPeriods?: number;
}

/** One alarm for each thing that somebody has to do something about. Its description says what has happened. */
export function createAlarms(scope: Construct, watched: Watched, props: CompleteProps): AlarmBase[] {
  const alarm = (id: string, alarmDescription: string, { metric, threshold, periods = 1, ...row }: AlarmOptions) =>
    new Alarm(scope, `${id}Alarm`, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: row.isFilled ? periods + 1 : periods,
      ...(row.isFilled && { datapointsToAlarm: periods }),
      ...(row.enoughPeriods !== undefined && { datapointsToAlarm: row.enoughPeriods }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  const { queues } = watched;
  const patience = props.workerTimeout.plus(PATIENCE);
  const minutes = Math.ceil(patience.toMinutes({ integral: false }));
  const countOf = countsIn(watched.metricNamespace);
  return [
    createPollerNotRun(scope, watched.poller),
    alarm('PollsFail', 'Polls have failed for 5 minutes: the jobs of an action type wait at CodePipeline.', {
      metric: failedPolls(watched),
      threshold: 1,
      periods: 5,
      isFilled: true,
    }),
    alarm('PollsSaturate', 'For 3 minutes no poller came to the end of what is on offer: jobs may wait unseen.', {
      metric: saturatedPolls(watched),
      threshold: 1,
      periods: 3,
      isFilled: true,
    }),
    alarm('OffersLapse', 'A job was lost three times in a row and is still on offer: offers lapse too soon.', {
      metric: countOf('OffersLapsed'),
      threshold: 1,
    }),
    alarm('JobsWait', 'Jobs would wait over 5 minutes longer than one run of the worker may take, or none is done.', {
      metric: expectedWait(queues.jobs, patience, 'expected wait, seconds'),
      threshold: patience.toSeconds(),
      periods: minutes,
      enoughPeriods: Math.ceil(SHARE_OF_MINUTES * minutes),
    }),
    alarm(
      'QuietClientsWait',
      'For 10 minutes, clients with few jobs have waited too long: they do not get their turn.',
      {
        metric: ageOfQuietGroupsAtWork(queues.jobs, 'oldest of quiet clients, seconds', props.maximumConcurrency),
        threshold: patience.toSeconds(),
        periods: QUIET_MINUTES,
      },
    ),
    alarm('JobsUnreportable', 'A job has no result: its client is unknown, or its token or result was refused.', {
      metric: countOf('JobsUnreportable'),
      threshold: 1,
    }),
    alarm('JobsGivenUp', 'An action was cut short three times on a job, or no worker reached the action.', {
      metric: countOf('JobsGivenUp'),
      threshold: 1,
    }),
    alarm('DeadLetters', 'A job has been in the dead letters for 3 minutes: its last word fails or is throttled.', {
      metric: allMessages(queues.deadLetters, 'dead letters'),
      threshold: 1,
      periods: 3,
    }),
    ...functionsOf(watched).map(([name, target]) =>
      alarm(`${name}Throttled`, `Lambda throttles ${name}: there was no concurrency left for it.`, {
        metric: target.metricThrottles({ statistic: 'Sum', period: Duration.minutes(5) }),
        threshold: 1,
      }),
    ),
    ...props.actionTypes.map((type) =>
      alarm(`JobsFail${actionTypeName(type).replaceAll('/', '-')}`, `Too many jobs of ${actionTypeName(type)} fail.`, {
        metric: failedPercent(countOf, actionTypeName(type), MIN_OUTCOMES),
        threshold: props.alarmAtFailedPercent,
        isFilled: true,
      }),
    ),
  ];
}

const functionsOf = ({ poller, worker, lastWord }: Watched) =>
  Object.entries({ Poller: poller, Worker: worker, LastWord: lastWord });

/** Pollers that did not come to the end of what was on offer; each says so once in its minute. */
function saturatedPolls({ metricNamespace }: Watched): MathExpression {
  const period = Duration.minutes(1);
  const saturated = countsIn(metricNamespace)('PollsSaturated', undefined, { period });
  return new MathExpression({
    expression: filledSum('saturated'),
    label: 'saturated',
    period,
    usingMetrics: { saturated },
  });
}

/** Polls that CodePipeline refused, and pollers that failed as a whole. */
function failedPolls({ poller, metricNamespace }: Watched): MathExpression {
  const period = Duration.minutes(1);
  const usingMetrics: Record<string, Metric> = {
    refused: countsIn(metricNamespace)('PollsFailed', undefined, { period }),
    broken: poller.metricErrors({ statistic: 'Sum', period }),
  };
  const expression = filledSum('refused', 'broken');
  return new MathExpression({ expression, label: 'failed polls', period, usingMetrics });
}
