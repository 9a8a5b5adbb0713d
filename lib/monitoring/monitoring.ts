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

/** Makes the alarms, sends them to whom the props name, and lays them out with the figures behind them. */
export function monitor(scope: Construct, watched: Watched, props: CompleteProps): Monitoring {
  const alarms = createAlarms(scope, watched, props);
  const topic = props.alarmEmail === undefined ? props.alarmTopic : createAlarmTopic(scope, props.alarmEmail);
  if (topic) for (const alarm of alarms) notify(alarm, new SnsAction(topic));
  saveQueries(scope, watched);
  return { alarms, dashboard: createDashboard(scope, watched, alarms, props.actionTypes) };
}

/** Also when it is over: nobody should have to look whether it still is. */
function notify(alarm: AlarmBase, action: IAlarmAction): void {
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}

/** Those that say of a new release that it is bad, and not of the jobs it gets. CloudFormation takes up to five. */
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
