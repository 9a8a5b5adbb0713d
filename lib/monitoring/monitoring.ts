import { type AlarmBase, CompositeAlarm, type Dashboard, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { CompleteProps } from '../worker/partner-action-worker-props.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import { createAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { saveQueries } from './queries.ts';
import type { Watched } from './watched.ts';

export interface Monitoring {
  readonly alarms: readonly AlarmBase[];
  readonly dashboard: Dashboard;
}

/** Makes the alarms, sends them to the topic or address of the props, and shows them on a dashboard with their figures. */
export function monitor(scope: Construct, watched: Watched, props: CompleteProps): Monitoring {
  const alarms = createAlarms(scope, watched, props);
  const topic = props.alarmEmail === undefined ? props.alarmTopic : createAlarmTopic(scope, props.alarmEmail);
  if (topic) for (const alarm of alarms) notify(alarm, new SnsAction(topic));
  saveQueries(scope, watched);
  return { alarms, dashboard: createDashboard(scope, watched, alarms, props.actionTypes) };
}

/** Sends a message when the alarm goes off and when it is over, so that nobody has to look. */
function notify(alarm: AlarmBase, action: IAlarmAction): void {
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}

/** Alarms that mean that a new release is bad, and not the jobs that it gets. CloudFormation takes up to five. */
const ROLLING_BACK = ['PollerNotRun', 'PollsFail', 'JobsUnreportable', 'JobsGivenUp', 'DeadLetters'];

/**
 * The alarms that are to undo a deployment, as CloudFormation takes them.
 * Source: AWS CloudFormation API Reference, "RollbackTrigger".
 */
export const rollbackTriggers = ({ alarms }: Monitoring): { Arn: string; Type: string }[] =>
  alarms
    .filter(({ node }) => ROLLING_BACK.includes(node.id.replace(/Alarms?$/, '')))
    .map((alarm) => ({
      Arn: alarm.alarmArn,
      Type: alarm instanceof CompositeAlarm ? 'AWS::CloudWatch::CompositeAlarm' : 'AWS::CloudWatch::Alarm',
    }));
