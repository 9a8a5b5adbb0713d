import type { Alarm, Dashboard, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { CompleteProps } from '../worker/partner-action-worker-props.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import { createAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import type { Watched } from './watched.ts';

export interface Monitoring {
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;
}

/** Makes the alarms, sends them to whom the props name, and lays them out with the figures behind them. */
export function monitor(scope: Construct, watched: Watched, props: CompleteProps): Monitoring {
  const alarms = createAlarms(scope, watched, props);
  const topic = props.alarmEmail === undefined ? props.alarmTopic : createAlarmTopic(scope, props.alarmEmail);
  if (topic) for (const alarm of alarms) notify(alarm, new SnsAction(topic));
  return { alarms, dashboard: createDashboard(scope, watched, alarms, props.actionTypes) };
}

/** Also when it is over: nobody should have to look whether it still is. */
function notify(alarm: Alarm, action: IAlarmAction): void {
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
