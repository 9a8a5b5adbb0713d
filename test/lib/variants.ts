import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { PartnerActionWorkerProps } from '../../lib/worker/partner-action-worker-props.ts';

export const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/00000000-1111-2222-3333-444444444444';
export const tableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/restored-ledger';
export const topicArn = 'arn:aws:sns:us-east-1:111122223333:on-call';

const otherActionType = { category: 'Deploy', owner: 'ThirdParty', provider: 'Other', version: '2' } as const;

/** Every prop with another value than by default. `elsewhere` is a stack for what a deployment already has. */
export const variants: {
  [Prop in Exclude<
    keyof PartnerActionWorkerProps,
    'actions' | 'bundles' | 'integration' | 'links' | 'queryValues'
  >]-?: (elsewhere: Stack) => Partial<PartnerActionWorkerProps>;
} = {
  actionTypes: () => ({ actionTypes: [otherActionType] }),
  workerMemory: () => ({ workerMemory: Size.gibibytes(3) }),
  workerTimeout: () => ({ workerTimeout: Duration.minutes(5) }),
  workerStorage: () => ({ workerStorage: Size.gibibytes(2) }),
  maximumConcurrency: () => ({ maximumConcurrency: 7 }),
  pollEvery: () => ({ pollEvery: Duration.seconds(10) }),
  paused: () => ({ paused: true }),
  maximumRounds: () => ({ maximumRounds: 10 }),
  maximumAge: () => ({ maximumAge: Duration.days(1) }),
  scopeToActionTypes: () => ({ scopeToActionTypes: true }),
  providers: () => ({ providers: ['Example'] }),
  deletionProtection: () => ({ deletionProtection: false }),
  removalPolicy: () => ({ removalPolicy: RemovalPolicy.DESTROY }),
  clientsTable: () => ({ clientsTable: 'restored-clients' }),
  ledgerTable: (elsewhere) => ({ ledgerTable: Table.fromTableArn(elsewhere, 'Table', tableArn) }),
  logRetention: () => ({ logRetention: RetentionDays.ONE_YEAR }),
  encryptionKey: (elsewhere) => ({ encryptionKey: Key.fromKeyArn(elsewhere, 'Key', keyArn) }),
  network: (elsewhere) => ({
    network: {
      vpc: Vpc.fromVpcAttributes(elsewhere, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['us-east-1a', 'us-east-1b'],
        privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      }),
      securityGroups: [SecurityGroup.fromSecurityGroupId(elsewhere, 'Group', 'sg-0123456789abcdef0')],
    },
  }),
  allowedHosts: () => ({ allowedHosts: ['runs.internal.example', '10.0.0.5'] }),
  monitoring: () => ({ monitoring: false }),
  alarmAtFailedPercent: () => ({ alarmAtFailedPercent: 5 }),
  alarmTopic: (elsewhere) => ({ alarmTopic: Topic.fromTopicArn(elsewhere, 'Topic', topicArn) }),
  alarmEmail: () => ({ alarmEmail: 'on-call@example.com' }),
};

export type Variant = keyof typeof variants;
