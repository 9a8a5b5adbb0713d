import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/**
 * Goes off when a poller that has run does so no more. Lambda counts no invocations where there are none, so it is silence that
 * raises the alarm; before the first run there is nothing but silence, so a second alarm remembers that there was one: missing
 * data leaves an alarm of this kind as it is.
 * Source: Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
 */
export function createPollerNotRun(scope: Construct, poller: lambda.Function): CompositeAlarm {
  const watch = (id: string, alarmDescription: string, treatMissingData: TreatMissingData) =>
    new Alarm(scope, id, {
      alarmDescription,
      metric: poller.metricInvocations({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData,
    });
  const silent = watch('PollerSilent', 'Part of PollerNotRun: no invocation in 5 minutes.', TreatMissingData.BREACHING);
  const hasRun = watch('PollerHasRun', 'Part of PollerNotRun: OK once the poller has run.', TreatMissingData.IGNORE);
  return new CompositeAlarm(scope, 'PollerNotRunAlarms', {
    alarmDescription: 'The poller has not been invoked for 5 minutes: no job is picked up.',
    alarmRule: AlarmRule.allOf(
      AlarmRule.fromAlarm(silent, AlarmState.ALARM),
      AlarmRule.fromAlarm(hasRun, AlarmState.OK),
    ),
  });
}
