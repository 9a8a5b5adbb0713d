import { Aws } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { jobIndex } from '../../model/job-index.ts';
import { acknowledge } from './acknowledge.ts';
import { allow, changePollLease, useKey } from './permissions.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

/** Policies for the people and programs around a worker. With none of them can one read a client token. */
export interface Policies {
  /** Looks at jobs and clients, puts stuck jobs back, pauses and resumes the polls. */
  readonly operator: ManagedPolicy;
  /** Adds clients. Custom actions have none. */
  readonly onboarding?: ManagedPolicy;
}

/** @param key The customer managed key of queues and tables, where there is one. */
export function createPolicies(scope: Construct, queues: Queues, tables: Tables, key: IKey | undefined): Policies {
  const { clients, ledger } = tables;
  const both = [queues.jobs.queueArn, queues.deadLetters.queueArn];
  const statements = [
    readOutputs(),
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'], [ledger.tableArn]),
    changePollLease(tables),
    allow(['dynamodb:Query'], [`${ledger.tableArn}/index/${jobIndex.name}`]),
    allow(['sqs:GetQueueAttributes'], both),
    allow(['sqs:SendMessage'], [queues.jobs.queueArn]),
    ...(clients ? [readWithoutTokens(clients.tableArn)] : []),
    ...(key ? [useKey(key, ['kms:Decrypt', 'kms:GenerateDataKey'], 'sqs', 'dynamodb')] : []),
  ];
  const operator = new ManagedPolicy(scope, 'OperatorPolicy', {
    description: 'Looks at jobs and clients, puts stuck jobs back, pauses the polls; reads no client token',
    statements,
  });
  acknowledgeStack(operator);
  if (!clients) return { operator };
  const onboarding = new ManagedPolicy(scope, 'OnboardingPolicy', {
    description: 'Adds clients; reads no client token',
    statements: [
      readOutputs(),
      addBlindly(clients.tableArn),
      ...(key ? [useKey(key, ['kms:Decrypt'], 'dynamodb')] : []),
    ],
  });
  acknowledgeStack(onboarding);
  return { operator, onboarding };
}

/** Allows reading the outputs of this stack. A call names the stack without the unique end of its ARN. */
const readOutputs = () =>
  allow(['cloudformation:DescribeStacks'], [stackArn(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, Aws.STACK_NAME)]);

const stackArn = (partition: string, region: string, account: string, name: string) =>
  `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;

const acknowledgeStack = (policy: ManagedPolicy) =>
  acknowledge(
    policy,
    `IAM5[Resource::${stackArn('<AWS::Partition>', '<AWS::Region>', '<AWS::AccountId>', '<AWS::StackName>')}]`,
    'It is one stack; the end of its ARN is not in the calls that name it.',
  );

/**
 * Only reads that name what they want, and not the token.
 * Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control".
 */
const readWithoutTokens = (table: string) =>
  new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
    resources: [table],
    conditions: {
      StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      'ForAllValues:StringNotEquals': { 'dynamodb:Attributes': ['clientToken'] },
    },
  });

/** Allows only putting a whole item: such a call cannot read what is stored, and does not return what it replaces. */
const addBlindly = (table: string) =>
  new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [table],
    conditions: { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } },
  });
