import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { resources, synthesize } from '../synthesize.ts';

const template = synthesize();
const queues = resources(template, 'AWS::SQS::Queue');

describe('the wake-ups', () => {
  it('go from the poller to the poller through a queue of their own, which keeps none for long', () => {
    const mappings = Object.values(resources<{ FunctionName: string }>(template, 'AWS::Lambda::EventSourceMapping'));

    expect(mappings.filter(({ FunctionName }) => FunctionName === 'Poller')).toEqual([
      {
        BatchSize: 1,
        EventSourceArn: 'WakeUps.Arn',
        FunctionName: 'Poller',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
    expect(queues['WakeUps']).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 300,
      VisibilityTimeout: 60,
    });
  });

  it('are not there where the schedule alone starts the poller', () => {
    const scheduled = synthesize({ pollEvery: Duration.minutes(1) });

    expect(Object.keys(resources(scheduled, 'AWS::SQS::Queue'))).toEqual([
      'DeadLetters',
      'Jobs',
      'UndeliveredInvocations',
    ]);
    expect(Object.keys(resources(scheduled, 'AWS::Lambda::EventSourceMapping'))).toHaveLength(2);
    expect(JSON.stringify(scheduled.toJSON())).not.toMatch(/POLL_EVERY|WAKE_UP/);
  });
});

describe('the schedule', () => {
  it('goes on while polling is paused, so that the poller can say so', () => {
    const paused = synthesize({ paused: true });

    const [poller] = Object.values(resources<{ Environment: object }>(paused, 'AWS::Lambda::Function'));
    expect(poller?.Environment).toMatchObject({ Variables: { PAUSED: 'true' } });
    expect(resources(paused, 'AWS::Scheduler::Schedule')).toEqual(resources(template, 'AWS::Scheduler::Schedule'));
  });
});
