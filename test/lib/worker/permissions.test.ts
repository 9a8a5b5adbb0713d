import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { actionType, resources, synthesize } from '../synthesize.ts';
import { keyArn, tableArn, variants } from '../variants.ts';
import { grantsOf, type Role } from './grants.ts';

const template = synthesize();
const roles = resources<Role>(template, 'AWS::IAM::Role');

const writeLog = (group: string) => [`logs:CreateLogStream on ${group}.Arn`, `logs:PutLogEvents on ${group}.Arn`];
const useLedger = ['dynamodb:GetItem on Ledger.Arn', 'dynamodb:PutItem on Ledger.Arn'];

const changePollLease =
  'dynamodb:UpdateItem on Ledger.Arn if {"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["polls:lease"]}}';

const pollerGrants = [
  'codepipeline:PollForThirdPartyJobs on *',
  'dynamodb:BatchGetItem on Ledger.Arn',
  ...useLedger,
  changePollLease,
  ...writeLog('PollerLog'),
  'sqs:DeleteMessage on WakeUps.Arn',
  'sqs:GetQueueAttributes on WakeUps.Arn',
  'sqs:ReceiveMessage on WakeUps.Arn',
  'sqs:SendMessage on Jobs.Arn',
  'sqs:SendMessage on WakeUps.Arn',
];
const jobGrants = (queue: string, log: string, jobs = '*') => [
  `codepipeline:AcknowledgeThirdPartyJob on ${jobs}`,
  `codepipeline:GetThirdPartyJobDetails on ${jobs}`,
  `codepipeline:PutThirdPartyJobFailureResult on ${jobs}`,
  `codepipeline:PutThirdPartyJobSuccessResult on ${jobs}`,
  'dynamodb:GetItem on Clients.Arn',
  ...useLedger,
  ...writeLog(log),
  `sqs:ChangeMessageVisibility on ${queue}.Arn`,
  `sqs:DeleteMessage on ${queue}.Arn`,
  `sqs:GetQueueAttributes on ${queue}.Arn`,
  `sqs:ReceiveMessage on ${queue}.Arn`,
  'xray:PutTraceSegments on *',
];
const restoredClients = 'arn:AWS::Partition:dynamodb:AWS::Region:AWS::AccountId:table/restored-clients';
const scheduleGrants = ['lambda:InvokeFunction on Poller.Arn', 'sqs:SendMessage on UndeliveredInvocations.Arn'];

const byDefault = {
  PollerRole: pollerGrants,
  WorkerRole: [...jobGrants('Jobs', 'WorkerLog'), changePollLease].toSorted(),
  LastWordRole: jobGrants('DeadLetters', 'LastWordLog'),
  EveryMinuteRole: scheduleGrants,
};

/** Every role's grants, with more for some roles than by default. */
const expectGrants = (found: Record<string, Role>, more: Partial<Record<keyof typeof byDefault, string[]>> = {}) => {
  const grants = Object.entries(found).map(([name, role]) => [name, grantsOf(role)]);
  const expected = Object.entries(byDefault).map(([name, some]) => [
    name,
    [...some, ...(Object.entries(more).find(([other]) => other === name)?.[1] ?? [])].toSorted(),
  ]);
  expect(Object.fromEntries(grants)).toEqual(Object.fromEntries(expected));
};

describe('the roles', () => {
  it('may do exactly what the functions and the schedule do', () => {
    expectGrants(roles);
  });

  it('change no item in place, and read no queue of wake-ups, where only the schedule starts the poller', () => {
    const found = resources<Role>(synthesize({ pollEvery: Duration.minutes(1) }), 'AWS::IAM::Role');

    expect(grantsOf(found['PollerRole'])).toEqual(pollerGrants.filter((grant) => !/UpdateItem|WakeUps/.test(grant)));
    expect(grantsOf(found['WorkerRole'])).toEqual(jobGrants('Jobs', 'WorkerLog'));
  });

  it('have no policy besides their own', () => {
    expect(resources(template, 'AWS::IAM::Policy')).toEqual({});
    for (const { Roles, Users, Groups } of Object.values(
      resources<{ Roles?: unknown; Users?: unknown; Groups?: unknown }>(template, 'AWS::IAM::ManagedPolicy'),
    ))
      expect([Roles, Users, Groups]).toEqual([undefined, undefined, undefined]);
  });

  it('are these four, each with no managed policy and one service to assume it', () => {
    const principals = Object.entries(roles).map(([name, role]) => [
      name,
      role.ManagedPolicyArns,
      role.AssumeRolePolicyDocument.Statement,
    ]);

    const assumedBy = (Service: string, condition = {}) => [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, ...condition },
    ];
    const ours = {
      'aws:SourceAccount': 'AWS::AccountId',
      'aws:SourceArn': 'arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule-group/default',
    };
    const lambda = assumedBy('lambda.amazonaws.com');
    expect(principals).toEqual([
      ['PollerRole', undefined, lambda],
      ['WorkerRole', undefined, lambda],
      ['LastWordRole', undefined, lambda],
      ['EveryMinuteRole', undefined, assumedBy('scheduler.amazonaws.com', { Condition: { StringEquals: ours } })],
    ]);
  });

  it('hold no S3 and no KMS action anywhere in the template', () => {
    const text = JSON.stringify(template.toJSON());

    expect(text).not.toMatch(/"(s3|kms):/i);
  });

  it('name the action types instead of * when they are scoped', () => {
    const scoped = resources<Role>(synthesize({ scopeToActionTypes: true }), 'AWS::IAM::Role');

    const arn = `arn:AWS::Partition:codepipeline:AWS::Region::actionType:ThirdParty/Test/${actionType.provider}/1/`;
    expect(grantsOf(scoped['WorkerRole'])).toEqual(
      [...jobGrants('Jobs', 'WorkerLog', arn), changePollLease].toSorted(),
    );
    expect(grantsOf(scoped['LastWordRole'])).toEqual(jobGrants('DeadLetters', 'LastWordLog', arn));
    expect(grantsOf(scoped['PollerRole'])).toContain(`codepipeline:PollForThirdPartyJobs on ${arn}`);
  });

  it('may send traces exactly where Lambda sends any', () => {
    const functions = resources<{ TracingConfig?: unknown }>(template, 'AWS::Lambda::Function');
    const traced = Object.entries(functions).map(([name, { TracingConfig }]) => [name, TracingConfig]);

    expect(traced).toEqual([
      ['Poller', undefined],
      ['Worker', { Mode: 'Active' }],
      ['LastWord', { Mode: 'Active' }],
    ]);
  });

  it.each([
    ['clientsTable', 'CLIENTS_TABLE', 'Clients.Arn', restoredClients],
    ['ledgerTable', 'LEDGER_TABLE', 'Ledger.Arn', tableArn],
  ] as const)('do with another %s what they do with one of the stack', (prop, variable, own, other) => {
    const adopted = synthesize(variants[prop]);

    const expected = (name: string) =>
      grantsOf(roles[name])
        .map((grant) => grant.replace(own, other))
        .toSorted();
    for (const [name, role] of Object.entries(resources<Role>(adopted, 'AWS::IAM::Role')))
      expect(grantsOf(role)).toEqual(expected(name));
    const functions = resources<{ Environment: { Variables: object } }>(adopted, 'AWS::Lambda::Function');
    expect(functions['Worker']?.Environment.Variables).toHaveProperty(variable, other.split('/').at(-1));
  });

  it('let the functions in a VPC have their network interfaces, and change nothing else', () => {
    const inVpc = resources<Role>(synthesize(variants.network), 'AWS::IAM::Role');

    const attach = [
      'ec2:AssignPrivateIpAddresses on *',
      'ec2:CreateNetworkInterface on *',
      'ec2:DeleteNetworkInterface on *',
      'ec2:DescribeNetworkInterfaces on *',
      'ec2:DescribeSubnets on *',
      'ec2:UnassignPrivateIpAddresses on *',
    ];
    expectGrants(inVpc, { PollerRole: attach, WorkerRole: attach, LastWordRole: attach });
  });

  it('let the functions use a key of one’s own through SQS and DynamoDB only, and only the poller make data keys', () => {
    const withKey = resources<Role>(synthesize(variants.encryptionKey), 'AWS::IAM::Role');

    const through = (...services: string[]) => {
      const names = services.map((service) => `${service}.AWS::Region.amazonaws.com`);
      return ` if ${JSON.stringify({ StringEquals: { 'kms:ViaService': names } })}`;
    };
    const decrypt = `kms:Decrypt on ${keyArn}${through('sqs', 'dynamodb')}`;
    const makeDataKeys = `kms:GenerateDataKey on ${keyArn}${through('sqs')}`;
    expectGrants(withKey, { PollerRole: [decrypt, makeDataKeys], WorkerRole: [decrypt], LastWordRole: [decrypt] });
  });
});

describe('the queues', () => {
  it('have policies that only refuse unencrypted transport', () => {
    const policies = resources<{ Queues: string[]; PolicyDocument: { Statement: unknown } }>(
      template,
      'AWS::SQS::QueuePolicy',
    );
    const statements = Object.values(policies).map(({ Queues, PolicyDocument }) => [Queues, PolicyDocument.Statement]);

    const refusal = (queue: string) => [
      [queue],
      [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: `${queue}.Arn`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    ];
    expect(statements).toEqual([
      refusal('DeadLetters'),
      refusal('Jobs'),
      refusal('WakeUps'),
      refusal('UndeliveredInvocations'),
    ]);
  });
});
