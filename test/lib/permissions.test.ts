import { describe, expect, it } from 'vitest';
import { actionType, resources, synthesize } from './synthesize.ts';

interface Document {
  Statement: { Action: string | string[]; Resource: unknown }[];
}
interface Role {
  AssumeRolePolicyDocument: Document;
  ManagedPolicyArns?: unknown;
  Policies?: { PolicyDocument: Document }[];
}

const template = synthesize();
const roles = resources<Role>(template, 'AWS::IAM::Role');
const statementsOf = (role: Role | undefined) =>
  role?.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

const reportJobs = allow(
  [
    'codepipeline:AcknowledgeThirdPartyJob',
    'codepipeline:GetThirdPartyJobDetails',
    'codepipeline:PutThirdPartyJobFailureResult',
    'codepipeline:PutThirdPartyJobSuccessResult',
  ],
  '*',
);
const consume = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const readClients = allow('dynamodb:GetItem', 'Clients.Arn');
const useLedger = allow(['dynamodb:GetItem', 'dynamodb:PutItem'], 'Ledger.Arn');
const writeLog = ['logs:CreateLogStream', 'logs:PutLogEvents'];

describe('the roles', () => {
  it('let the poller poll, queue jobs and keep the ledger, and nothing else', () => {
    const statements = statementsOf(roles['PollerRole']);

    expect(statements).toEqual([
      allow('codepipeline:PollForThirdPartyJobs', '*'),
      allow('sqs:SendMessage', 'Jobs.Arn'),
      useLedger,
      allow(writeLog, 'PollerLog.Arn'),
    ]);
  });

  it('let the worker work on the jobs of its queue, and nothing else', () => {
    const statements = statementsOf(roles['WorkerRole']);

    expect(statements).toEqual([
      reportJobs,
      allow(consume, 'Jobs.Arn'),
      readClients,
      useLedger,
      allow(writeLog, 'WorkerLog.Arn'),
    ]);
  });

  it('let the last word work on the jobs of the dead-letter queue, and nothing else', () => {
    const statements = statementsOf(roles['LastWordRole']);

    expect(statements).toEqual([
      reportJobs,
      allow(consume, 'DeadLetters.Arn'),
      readClients,
      useLedger,
      allow(writeLog, 'LastWordLog.Arn'),
    ]);
  });

  it('let the schedule invoke the poller and keep what it could not deliver, and nothing else', () => {
    const policies = resources<{ Roles: string[]; PolicyDocument: Document }>(template, 'AWS::IAM::Policy');

    expect(Object.keys(policies)).toEqual(['SchedulerRoleDefaultPolicy']);
    expect(policies['SchedulerRoleDefaultPolicy']?.Roles).toEqual(['SchedulerRole']);
    expect(policies['SchedulerRoleDefaultPolicy']?.PolicyDocument.Statement).toEqual([
      allow('lambda:InvokeFunction', ['Poller.Arn', 'Poller.Arn:*']),
      allow('sqs:SendMessage', 'UndeliveredInvocations.Arn'),
    ]);
    expect(roles['SchedulerRole']?.Policies).toBeUndefined();
  });

  it('are these four, each with no managed policy and one service to assume it', () => {
    const principals = Object.entries(roles).map(([name, role]) => [
      name,
      role.ManagedPolicyArns,
      role.AssumeRolePolicyDocument.Statement,
    ]);

    const lambda = [expect.objectContaining({ Principal: { Service: 'lambda.amazonaws.com' } })];
    const scheduler = [
      expect.objectContaining({
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: expect.objectContaining({ 'aws:SourceAccount': 'AWS::AccountId' }) },
      }),
    ];
    expect(principals).toEqual([
      ['PollerRole', undefined, lambda],
      ['WorkerRole', undefined, lambda],
      ['LastWordRole', undefined, lambda],
      ['SchedulerRole', undefined, scheduler],
    ]);
  });

  it('hold no S3 and no KMS action anywhere in the template', () => {
    const text = JSON.stringify(template.toJSON());

    expect(text).not.toMatch(/"(s3|kms):/i);
  });

  it('name the action types instead of * when they are scoped', () => {
    const scoped = resources<Role>(synthesize({ scopeToActionTypes: true }), 'AWS::IAM::Role');
    const jobStatements = Object.values(scoped)
      .flatMap((role) => statementsOf(role) ?? [])
      .filter(({ Action }) => String(Action).includes('codepipeline:'));

    const arn = `arn:AWS::Partition:codepipeline:AWS::Region::actionType:ThirdParty/Test/${actionType.provider}/1/`;
    expect(jobStatements.map(({ Resource }) => Resource)).toEqual([arn, arn, arn]);
  });
});

describe('the queues', () => {
  it('have policies that only refuse unencrypted transport', () => {
    const policies = resources<{ Queues: string[]; PolicyDocument: Document }>(template, 'AWS::SQS::QueuePolicy');
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
    expect(statements).toEqual([refusal('DeadLetters'), refusal('Jobs'), refusal('UndeliveredInvocations')]);
  });
});
