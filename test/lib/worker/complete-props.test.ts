import { Duration, Size, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { completeProps } from '../../../lib/worker/complete-props.ts';
import type { ImportedProps } from '../../../lib/worker/partner-action-worker-props.ts';
import { actionType } from '../synthesize.ts';
import { topicArn } from '../variants.ts';

const complete = (props: Partial<ImportedProps>) =>
  completeProps({ actionTypes: [actionType], bundles: { poller: 'p', worker: 'w', 'last-word': 'l' }, ...props });

describe('the props of the worker', () => {
  it.each([
    [{ actionTypes: [] }, 'actionTypes is empty: name at least one action type to poll for'],
    [{ workerMemory: Size.mebibytes(64) }, 'workerMemory is 64: allowed is a whole number of MiB from 128 to 10240'],
    [{ workerMemory: Size.gibibytes(11) }, 'workerMemory is 11264: allowed is a whole number of MiB from 128 to 10240'],
    [
      { workerTimeout: Duration.hours(1) },
      'workerTimeout is 3600: allowed is a whole number of seconds from 60 to 900',
    ],
    [
      { workerTimeout: Duration.seconds(59) },
      'workerTimeout is 59: allowed is a whole number of seconds from 60 to 900',
    ],
    [{ workerStorage: Size.mebibytes(1) }, 'workerStorage is 1: allowed is a whole number of MiB from 512 to 10240'],
    [{ maximumConcurrency: 1 }, 'maximumConcurrency is 1: allowed is a whole number of jobs from 2 to 1000'],
    [{ maximumConcurrency: 2.5 }, 'maximumConcurrency is 2.5: allowed is a whole number of jobs from 2 to 1000'],
    [{ pollEvery: Duration.seconds(1) }, 'pollEvery is 1: allowed is a whole number of seconds from 2 to 60'],
    [{ pollEvery: Duration.minutes(2) }, 'pollEvery is 120: allowed is a whole number of seconds from 2 to 60'],
    [{ pollEvery: Duration.millis(2500) }, 'pollEvery is 2.5: allowed is a whole number of seconds from 2 to 60'],
    [{ alarmAtFailedPercent: 0 }, 'alarmAtFailedPercent is 0: allowed is a whole number of percent from 1 to 100'],
    [
      { allowedHosts: ['a.example', 'https://b.example'] },
      'allowedHosts has "https://b.example": allowed are host names',
    ],
    [{ allowedHosts: ['B.example'] }, 'allowedHosts has "B.example": allowed are host names in lower case'],
    [{ allowedHosts: ['b.example:8443'] }, 'without a scheme or a port'],
    [
      { clientsTable: 'arn:aws:dynamodb:eu-west-1:1:table/t' },
      'clientsTable is "arn:aws:dynamodb:eu-west-1:1:table/t": allowed',
    ],
    [{ ledgerTable: 'l' }, 'ledgerTable is "l": allowed is a table, or the name of one, 3 to 255 characters'],
    [{ alarmEmail: 'on-call' }, 'alarmEmail is "on-call": allowed is one e-mail address'],
    [{ alarmEmail: 'a@b.c', monitoring: false }, 'monitoring is false, so there are no alarms to send to'],
  ])('are refused as %o', (props, message) => {
    expect(() => complete(props)).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ['pollEvery', 5, 'pollEvery is 5: allowed is a Duration of the CDK, such as Duration.minutes(5)'],
    ['workerMemory', 512, 'workerMemory is 512: allowed is a Size of the CDK'],
    ['allowedHosts', 'a.example', 'allowedHosts is "a.example": allowed is a list of texts'],
    ['monitoring', 'no', 'monitoring is "no": allowed is true or false'],
    ['links', [], 'links is []: allowed is an object'],
    ['integration', 'costum', 'integration is "costum": allowed is third-party or custom'],
  ])('are refused from JavaScript, where nothing checks types, with %s as %j', (name, value, message) => {
    expect(() => complete({ [name]: value })).toThrow(message);
  });

  it('have their defaults where an app gives undefined', () => {
    const names = Object.keys(complete({}));
    const undecided = Object.fromEntries(names.map((name) => [name, undefined]));

    const given = complete({ ...undecided, actionTypes: [actionType], bundles: complete({}).bundles });

    expect(given).toEqual(complete({}));
  });

  it('are refused with two receivers of the alarms', () => {
    const alarmTopic = Topic.fromTopicArn(new Stack(), 'Topic', topicArn);

    expect(() => complete({ alarmTopic, alarmEmail: 'on-call@example.com' })).toThrow(
      'alarmTopic and alarmEmail are both set: allowed is one',
    );
  });

  it('are taken at their limits', () => {
    const least = complete({
      workerMemory: Size.mebibytes(128),
      workerTimeout: Duration.minutes(1),
      maximumConcurrency: 2,
    });
    const most = complete({
      workerMemory: Size.gibibytes(10),
      workerStorage: Size.gibibytes(10),
      maximumConcurrency: 1000,
    });

    expect(least.maximumConcurrency).toBe(2);
    expect(most.workerStorage.toMebibytes()).toBe(10_240);
  });
});
