import { Duration } from 'aws-cdk-lib';
import { type AlarmBase, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { ageOfQuietGroups, countsIn, logBytes, ofEach, writeUnits } from './metrics.ts';
import type { Watched } from './watched.ts';

/** The width of a dashboard in columns. */
const COLUMNS = 24;

/** Alarms on top; below them the road of a job from left to right; at the bottom the functions and what costs money. */
export function createDashboard(
  scope: Construct,
  watched: Watched,
  alarms: readonly AlarmBase[],
  actionTypes: readonly ActionTypeId[],
): Dashboard {
  const { poller, worker, lastWord } = watched;
  const functions = { poller, worker, 'last word': lastWord };
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(3),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: COLUMNS, height: 3 })],
      row(roadOf(watched, actionTypes)),
      row({
        'Duration, average and longest': [
          ...ofEach(functions, 'metricDuration', 'Average'),
          worker.metricDuration({ statistic: 'Maximum', label: 'worker, longest' }),
        ],
        Errors: ofEach(functions, 'metricErrors', 'Sum'),
        Throttles: ofEach(functions, 'metricThrottles', 'Sum'),
        'What costs': costsOf(watched, functions),
      }),
    ],
  });
}

type Figures = Readonly<Record<string, IMetric[]>>;

function roadOf(watched: Watched, actionTypes: readonly ActionTypeId[]): Figures {
  const { queues, poller, lastWord } = watched;
  const countOf = countsIn(watched.metricNamespace);
  return {
    'Polls and jobs queued': [
      poller.metricInvocations({ statistic: 'Sum', label: 'polls' }),
      countOf('PollsFailed'),
      countOf('PollsThrottled'),
      countOf('PollsSaturated'),
      countOf('PollsPaused'),
      countOf('JobsQueued'),
    ],
    'Queue: depth and age': [
      queues.jobs.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'waiting' }),
      queues.jobs.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum', label: 'at a worker' }),
      queues.jobs.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: 'oldest, seconds' }),
      ageOfQuietGroups(queues.jobs, 'oldest of quiet clients, seconds'),
    ],
    Claims: [
      countOf('JobsClaimed'),
      countOf('JobsLost'),
      countOf('OffersLapsed'),
      countOf('JobsUnreportable'),
      countOf('JobsOfDisabledClients'),
    ],
    'Outcomes of each action': actionTypes
      .map(actionTypeName)
      .flatMap((action) => [
        countOf('JobsSucceeded', action),
        countOf('JobsContinued', action),
        countOf('JobsFailed', action),
      ]),
    'Results rejected, leases lost': [countOf('ResultsRejected'), countOf('LeasesLost')],
    'Dead letters and last word': [
      queues.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'dead letters' }),
      lastWord.metricInvocations({ statistic: 'Sum', label: 'last words' }),
    ],
  };
}

const costsOf = ({ queues, tables }: Watched, functions: Readonly<Record<string, lambda.Function>>): IMetric[] => [
  ...ofEach(functions, 'metricInvocations', 'Sum'),
  queues.jobs.metricNumberOfEmptyReceives({ statistic: 'Sum', label: 'empty receives of jobs' }),
  queues.deadLetters.metricNumberOfEmptyReceives({ statistic: 'Sum', label: 'empty receives of dead letters' }),
  writeUnits(tables.ledger, 'writes to the ledger'),
  ...Object.entries(functions).map(([name, target]) => logBytes(target, `log bytes of the ${name}`)),
];

/** Graphs side by side over the whole width. */
function row(figures: Figures): GraphWidget[] {
  const titles = Object.entries(figures);
  return titles.map(([title, left]) => new GraphWidget({ title, left, width: COLUMNS / titles.length, height: 6 }));
}
