import { describe, expect, it } from 'vitest';
import { resources, spell, synthesize } from '../synthesize.ts';
import { topicArn, variants } from '../variants.ts';

interface Alarm {
  AlarmDescription: string;
  AlarmActions?: unknown;
  OKActions?: unknown;
  TreatMissingData: string;
  Metrics?: {
    Id: string;
    Expression?: string;
    ReturnData?: boolean;
    MetricStat?: { Metric: object; Period: number };
  }[];
}

const template = synthesize();
const alarms = resources<Alarm>(template, 'AWS::CloudWatch::Alarm');
const action = 'Test/ThirdParty/Example/1';
const jobNamespace = 'Stack/PartnerAction';

/** What an alarm on one metric looks at. */
const oneMetric = (MetricName: string, Namespace: string, Period: number, dimension?: Record<string, string>) => ({
  MetricName,
  Namespace,
  Period,
  ...(dimension && { Dimensions: Object.entries(dimension).map(([Name, Value]) => ({ Name, Value })) }),
});
const atLeast = (Threshold: number, EvaluationPeriods = 1) => ({
  Threshold,
  EvaluationPeriods,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
});

describe('the alarms', () => {
  it('are these, each with a sentence on what has happened', () => {
    expect(Object.keys(alarms)).toEqual([
      'PollerSilent',
      'PollerHasRun',
      'PollsFailAlarm',
      'PollsSaturateAlarm',
      'OffersLapseAlarm',
      'JobsWaitAlarm',
      'QuietClientsWaitAlarm',
      'JobsUnreportableAlarm',
      'JobsGivenUpAlarm',
      'DeadLettersAlarm',
      'PollerThrottledAlarm',
      'WorkerThrottledAlarm',
      'LastWordThrottledAlarm',
      'JobsFailTestThirdPartyExample1Alarm',
    ]);
    for (const { AlarmDescription } of Object.values(alarms)) expect(AlarmDescription).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('take the silence of a poller that has run before for trouble, and no other silence', () => {
    const composite = resources<{ AlarmRule: string }>(template, 'AWS::CloudWatch::CompositeAlarm');
    const silence = {
      ...oneMetric('Invocations', 'AWS/Lambda', 300, { FunctionName: 'Poller' }),
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanThreshold',
    };
    expect(alarms['PollerSilent']).toMatchObject({ ...silence, TreatMissingData: 'breaching' });
    expect(alarms['PollerHasRun']).toMatchObject({ ...silence, TreatMissingData: 'ignore' });
    expect(composite).toMatchObject({
      PollerNotRunAlarms: { AlarmRule: '(ALARM("PollerSilent.Arn") AND OK("PollerHasRun.Arn"))' },
    });
    const breaching = Object.values(alarms).filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(breaching).toHaveLength(2);
  });

  it('watch how long jobs that are due and that nobody holds will wait, for as long as a worker may take', () => {
    const quicker = resources<Alarm>(synthesize(variants.workerTimeout), 'AWS::CloudWatch::Alarm');

    const dimension = { QueueName: 'Jobs.QueueName' };
    expect(alarms['JobsWaitAlarm']).toMatchObject({ ...atLeast((15 + 5) * 60, 20), DatapointsToAlarm: 15 });
    expect(quicker['JobsWaitAlarm']).toMatchObject({ ...atLeast((5 + 5) * 60, 10), DatapointsToAlarm: 8 });
    expect(expressionOf('JobsWaitAlarm')).toEqual({
      expression: 'IF(waiting > 0, IF(FILL(done, 0) > 0, 60 * waiting / FILL(done, 1), 1200), 0)',
      waiting: oneMetric('ApproximateNumberOfMessagesVisible', 'AWS/SQS', 60, dimension),
      done: oneMetric('NumberOfMessagesDeleted', 'AWS/SQS', 60, dimension),
    });
  });

  it('watch the oldest visible job of those clients that no flood of another one hides', () => {
    const ofQuiet = (name: string) =>
      oneMetric(`Approximate${name}InQuietGroups`, 'AWS/SQS', 60, { QueueName: 'Jobs.QueueName' });

    expect(alarms['QuietClientsWaitAlarm']).toMatchObject(atLeast((15 + 5) * 60, 10));
    expect(expressionOf('QuietClientsWaitAlarm')).toEqual({
      expression: 'IF(quietWaiting > 0 AND held <= 50, quietAge, 0)',
      quietWaiting: ofQuiet('NumberOfMessagesVisible'),
      quietAge: ofQuiet('AgeOfOldestMessage'),
      held: oneMetric('ApproximateNumberOfMessagesNotVisible', 'AWS/SQS', 60, { QueueName: 'Jobs.QueueName' }),
    });
  });

  it('count no job of a client that an operator has disabled', () => {
    const looked = JSON.stringify({ ...alarms, dashboard: undefined });

    expect(looked).toContain('JobsUnreportable');
    expect(looked).not.toContain('JobsOfDisabledClients');
  });

  it('that tell of a bad release can undo its deployment', () => {
    const { Value } = template.findOutputs('RollbackTriggers')['RollbackTriggers'] ?? {};

    const alarm = (name: string) => ({ Arn: `${name}.Arn`, Type: 'AWS::CloudWatch::Alarm' });
    expect(JSON.parse(String(spell(Value)))).toEqual([
      { Arn: 'PollerNotRunAlarms.Arn', Type: 'AWS::CloudWatch::CompositeAlarm' },
      ...['PollsFailAlarm', 'JobsUnreportableAlarm', 'JobsGivenUpAlarm', 'DeadLettersAlarm'].map(alarm),
    ]);
    expect(synthesize(variants.monitoring).findOutputs('RollbackTriggers')).toEqual({});
  });

  it('go off at one job that nobody can report', () => {
    expect(alarms['JobsUnreportableAlarm']).toMatchObject({
      ...oneMetric('JobsUnreportable', jobNamespace, 300),
      Statistic: 'Sum',
      ...atLeast(1),
    });
    expect(alarms['JobsUnreportableAlarm']).not.toHaveProperty('Dimensions');
  });

  it('go off when a job was given up, and when one stays in the dead letters, seen or unseen', () => {
    expect(alarms['JobsGivenUpAlarm']).toMatchObject({
      ...oneMetric('JobsGivenUp', jobNamespace, 300),
      Statistic: 'Sum',
      ...atLeast(1),
    });
    const dimension = { QueueName: 'DeadLetters.QueueName' };
    expect(alarms['DeadLettersAlarm']).toMatchObject(atLeast(1, 3));
    expect(expressionOf('DeadLettersAlarm')).toEqual({
      expression: 'waiting + inFlight',
      waiting: oneMetric('ApproximateNumberOfMessagesVisible', 'AWS/SQS', 60, dimension),
      inFlight: oneMetric('ApproximateNumberOfMessagesNotVisible', 'AWS/SQS', 60, dimension),
    });
  });

  it('go off when polls have failed for five minutes, refused or broken', () => {
    expect(alarms['PollsFailAlarm']).toMatchObject({ ...atLeast(1, 6), DatapointsToAlarm: 5 });
    expect(expressionOf('PollsFailAlarm')).toEqual({
      expression: 'FILL(refused, 0) + FILL(broken, 0)',
      refused: oneMetric('PollsFailed', jobNamespace, 60),
      broken: oneMetric('Errors', 'AWS/Lambda', 60, { FunctionName: 'Poller' }),
    });
  });

  it('go off when in three of four minutes no poller came to the end of what is on offer', () => {
    expect(alarms['PollsSaturateAlarm']).toMatchObject({ ...atLeast(1, 4), DatapointsToAlarm: 3 });
    expect(expressionOf('PollsSaturateAlarm')).toEqual({
      expression: 'FILL(saturated, 0)',
      saturated: oneMetric('PollsSaturated', jobNamespace, 60),
    });
  });

  it('go off when a job whose offers lapse was lost three times in a row', () => {
    expect(alarms['OffersLapseAlarm']).toMatchObject({
      ...oneMetric('OffersLapsed', jobNamespace, 300),
      Statistic: 'Sum',
      ...atLeast(1),
    });
  });

  it.each(['Poller', 'Worker', 'LastWord'])('go off when Lambda throttles the %s', (name) => {
    expect(alarms[`${name}ThrottledAlarm`]).toMatchObject({
      ...oneMetric('Throttles', 'AWS/Lambda', 300, { FunctionName: name }),
      Statistic: 'Sum',
      ...atLeast(1),
    });
  });

  it('go off when too many of at least five outcomes of an action are failures', () => {
    const stricter = resources<Alarm>(synthesize({ alarmAtFailedPercent: 5 }), 'AWS::CloudWatch::Alarm');

    const outcomes = (name: string) => oneMetric(name, jobNamespace, 900, { action });
    const sum = 'FILL(failed, 0) + FILL(succeeded, 0) + FILL(continued, 0)';
    const oneOfTwo = { EvaluationPeriods: 2, DatapointsToAlarm: 1 };
    expect(alarms['JobsFailTestThirdPartyExample1Alarm']).toMatchObject({ ...atLeast(50), ...oneOfTwo });
    expect(stricter['JobsFailTestThirdPartyExample1Alarm']).toMatchObject({ ...atLeast(5), ...oneOfTwo });
    expect(expressionOf('JobsFailTestThirdPartyExample1Alarm')).toEqual({
      expression: `IF(${sum} >= 5, 100 * FILL(failed, 0) / (${sum}), 0)`,
      failed: outcomes('JobsFailed'),
      succeeded: outcomes('JobsSucceeded'),
      continued: outcomes('JobsContinued'),
    });
  });

  it('and the dashboard are left out without monitoring', () => {
    const unwatched = synthesize(variants.monitoring);

    unwatched.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    unwatched.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(unwatched.findOutputs('NextOpenDashboard')).toEqual({});
  });
});

/** Those that tell somebody: parts of another alarm do not. */
const tellingOf = (stack: typeof template): Alarm[] => {
  const parts = Object.entries(resources<Alarm>(stack, 'AWS::CloudWatch::Alarm'));
  return [
    ...Object.values(resources<Alarm>(stack, 'AWS::CloudWatch::CompositeAlarm')),
    ...parts.filter(([id]) => id !== 'PollerSilent' && id !== 'PollerHasRun').map(([, alarm]) => alarm),
  ];
};

describe('whom the alarms tell', () => {
  it('is nobody by default', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    for (const alarm of tellingOf(template)) expect(alarm.AlarmActions).toBeUndefined();
  });

  it('is the topic of the props, when an alarm starts and when it is over', () => {
    for (const alarm of tellingOf(synthesize(variants.alarmTopic))) {
      expect(alarm).toMatchObject({ AlarmActions: [topicArn], OKActions: [topicArn] });
    }
  });

  describe('by e-mail', () => {
    const mailed = synthesize(variants.alarmEmail);

    it('is the address, through a topic of its own', () => {
      for (const alarm of tellingOf(mailed)) expect(alarm).toMatchObject({ AlarmActions: ['Alarms'] });
      expect(Object.values(resources(mailed, 'AWS::SNS::Subscription'))).toEqual([
        { Protocol: 'email', Endpoint: 'on-call@example.com', TopicArn: 'Alarms' },
      ]);
    });

    it('lets only the alarms of this account publish, over TLS', () => {
      const policies = resources<{ PolicyDocument: { Statement: unknown } }>(mailed, 'AWS::SNS::TopicPolicy');

      const publish = { Action: 'sns:Publish', Resource: 'Alarms' };
      expect(Object.values(policies).map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
        [
          expect.objectContaining({
            ...publish,
            Effect: 'Deny',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          {
            ...publish,
            Sid: '1',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' } },
          },
        ],
      ]);
    });
  });
});

/** The expression of an alarm and the metrics in it. */
function expressionOf(name: string): Record<string, unknown> {
  const parts = alarms[name]?.Metrics ?? [];
  const metrics = parts.flatMap(({ Id, MetricStat }) =>
    MetricStat ? [[Id, { ...MetricStat.Metric, Period: MetricStat.Period }]] : [],
  );
  const expressions = parts.filter(({ Expression }) => Expression !== undefined);
  return { expression: expressions.map(({ Expression }) => Expression).join(), ...Object.fromEntries(metrics) };
}
