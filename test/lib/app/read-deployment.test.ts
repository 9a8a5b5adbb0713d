import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { defineDeployment } from '../../../lib/app/define-deployment.ts';
import type { WorkerSettings } from '../../../lib/app/deployment-props.ts';
import { readDeployment } from '../../../lib/app/read-deployment.ts';
import { keyArn, topicArn } from '../variants.ts';

/** Each setting once. */
const everything: Required<WorkerSettings> = {
  integration: 'custom',
  links: { Scanner: { entityUrlTemplate: 'https://example.com' } },
  queryValues: { Scanner: 'main' },
  workerMemory: Size.gibibytes(3),
  workerTimeout: Duration.minutes(5),
  workerStorage: Size.gibibytes(1),
  pollEvery: Duration.seconds(10),
  paused: true,
  maximumConcurrency: 7,
  maximumRounds: 10,
  maximumAge: Duration.days(1),
  scopeToActionTypes: true,
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
  clientsTable: 'restored-clients',
  ledgerTable: 'restored-ledger',
  logRetention: RetentionDays.ONE_YEAR,
  allowedHosts: ['runs.internal.example'],
  monitoring: true,
  alarmAtFailedPercent: 60,
  encryptionKey: keyArn,
  network: { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] },
  alarmTopic: topicArn,
  alarmEmail: 'on-call@example.com',
};

function circle(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}

it('gives a deployment back as it is, with every setting in every place', () => {
  const deployment = {
    actions: 'actions.ts',
    stackName: 'Scanner',
    defaults: everything,
    workers: { fast: { ...everything, providers: ['Fast'] } },
    regions: { 'eu-west-1': { ...everything, workers: { fast: everything } } },
  };

  expect(defineDeployment(deployment)).toBe(deployment);
});

it.each([
  [{ alarmEmial: 'a@b.c' }, /^a deployment has the setting alarmEmial, which is not known: allowed are actions, /],
  [{ defaults: { alarmEmial: 'a@b.c' } }, /^defaults has the setting alarmEmial, which is not known: .*alarmEmail$/],
  [Promise.resolve({}), 'a deployment is a promise: await it'],
  [{ defaults: { maximumConcurrency: Number.NaN } }, 'defaults.maximumConcurrency is NaN: allowed is a number'],
  [{ defaults: { network: {} } }, 'defaults.network is {}: allowed is an object of vpcId, subnetIds and, where there'],
  [
    { defaults: { network: { vpcId: 'vpc-1', subnets: [] } } },
    'defaults.network is {"vpcId":"vpc-1","subnets":[]}: allowed',
  ],
  [{ defaults: { encryptionKey: {} } }, 'defaults.encryptionKey is {}: allowed is the ARN of a KMS key'],
  [{ defaults: { alarmTopic: {} } }, 'defaults.alarmTopic is {}: allowed is the ARN of a topic'],
  [{ defaults: { workerMemory: 3072 } }, 'defaults.workerMemory is 3072: allowed is a Size of the CDK'],
  [{ defaults: { workerTimeout: '5' } }, 'defaults.workerTimeout is "5": allowed is a Duration of the CDK'],
  [{ defaults: { monitoring: 'no' } }, 'defaults.monitoring is "no": allowed is true or false'],
  [{ defaults: { allowedHosts: 'a' } }, 'defaults.allowedHosts is "a": allowed is a list of texts'],
  [{ defaults: { links: [] } }, 'defaults.links is []: allowed is an object'],
  [{ defaults: [] }, 'defaults is []: allowed is an object'],
  [{ stackName: 'a b' }, 'stackName is "a b": allowed is letters, digits and hyphens'],
  [{ workers: { 'a b': { providers: ['A'] } } }, 'workers is "a b": allowed is names of 1 to 40'],
  [{ workers: { a: {} } }, 'workers.a.providers is undefined: allowed is a list of at least one provider'],
  [{ workers: { a: { providers: [] } } }, 'workers.a.providers is []'],
  [
    { workers: { a: { providers: ['A'], memory: 1 } } },
    'workers.a has the setting memory, which is not known: allowed are providers, ',
  ],
  [{ regions: ['us-east-1'] }, 'regions is ["us-east-1"]: allowed is an object'],
  [{ regions: { Frankfurt: {} } }, 'regions is "Frankfurt": allowed is Regions, such as eu-west-1'],
  [{ regions: { 'us-east-1': { memory: 1 } } }, 'regions.us-east-1 has the setting memory'],
  [
    { regions: { 'us-east-1': { workers: { b: {} } } } },
    'regions.us-east-1.workers has the setting b, which is not known: allowed are none',
  ],
  [
    { workers: { a: { providers: ['A'] } }, regions: { 'us-east-1': { workers: { a: { maximumConcurrency: '5' } } } } },
    'regions.us-east-1.workers.a.maximumConcurrency is "5": allowed is a number',
  ],
])('refuses %j', (deployment, message) => {
  expect(() => readDeployment(deployment)).toThrow(message);
});

it.each([
  ['a bigint', { maximumConcurrency: 10n }, 'defaults.maximumConcurrency is 10: allowed is a number'],
  ['a circle', { network: circle() }, 'defaults.network is an object that is no JSON: allowed is an object of vpcId'],
])('says in a sentence what is wrong with %s, which is no JSON', (_what, defaults, message) => {
  const deployment: object = { defaults };

  expect(() => readDeployment(deployment)).toThrow(message);
});
