import { Aws } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { POLLING_KEY } from '../../model/polling.ts';
import type { Tables } from './tables.ts';

/**
 * What each function may do, action by action. The grant methods of the CDK are not used: `grantConsumeMessages` and
 * `grantReadWriteData` allow more than a function here calls. No function may touch S3: artifacts are read and
 * written with the credentials of the job.
 * @param poll The call that asks CodePipeline for jobs.
 * @param queues Those that jobs are sent to.
 * @param key The customer managed key of queues and tables, where there is one.
 */
export function pollerPermissions(
  poll: PolicyStatement,
  queues: readonly IQueue[],
  tables: Tables,
  key?: IKey,
): PolicyStatement[] {
  return [
    poll,
    allow(
      ['sqs:SendMessage'],
      queues.map(({ queueArn }) => queueArn),
    ),
    useLedger(tables.ledger, 'dynamodb:BatchGetItem'),
    ...(key ? [useKey(key, ['kms:Decrypt'], 'sqs', 'dynamodb'), useKey(key, ['kms:GenerateDataKey'], 'sqs')] : []),
  ];
}

/** What a poller needs to wake itself. Lambda's event source mapping makes all calls except the last in the poller's name. */
export const wakeItself = (wakeUps: IQueue): PolicyStatement =>
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage'], [wakeUps.queueArn]);

/**
 * What a poller needs to take its turn, a worker to have it look sooner, and an operator to pause it: to change one item of the
 * ledger in place.
 * Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control".
 */
export const changePollLease = ({ ledger }: Tables): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [ledger.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [POLLING_KEY] } },
  });

/**
 * The same for the worker and for the last word; they differ in the queue their jobs come from.
 * @param work The calls about a job at CodePipeline.
 */
export function workerPermissions(work: PolicyStatement, queue: IQueue, tables: Tables, key?: IKey): PolicyStatement[] {
  // The first three are called by Lambda's event source mapping, in the name of the function.
  const queueCalls = [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ChangeMessageVisibility',
  ];
  return [
    work,
    allow(queueCalls, [queue.queueArn]),
    ...(tables.clients ? [allow(['dynamodb:GetItem'], [tables.clients.tableArn])] : []),
    useLedger(tables.ledger),
    ...(key ? [useKey(key, ['kms:Decrypt'], 'sqs', 'dynamodb')] : []),
  ];
}

/**
 * What Lambda demands of the role of a traced function; it refuses one without it, and asks for no other. The CDK also adds
 * `xray:PutTelemetryRecords`, with which the daemon of X-Ray tells of itself, and nothing of a trace: that it is not needed is
 * assumed. The `*` is needed because X-Ray has no resources. Source: AWS X-Ray API Reference, "PutTelemetryRecords".
 */
export const sendTraces = () => allow(['xray:PutTraceSegments'], ['*']);

/**
 * What Lambda demands of the role of a function in a VPC, for the network interfaces that it makes there. Their ARNs
 * are not known before. Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
export const attachToNetwork = () =>
  allow(
    [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    ['*'],
  );

export const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });

/** @param key The customer managed key of the secret, if there is one. */
export const readSecret = (secretArn: string, key?: IKey): PolicyStatement[] => [
  allow(['secretsmanager:GetSecretValue'], [secretArn]),
  ...(key ? [useKey(key, ['kms:Decrypt'], 'secretsmanager')] : []),
];

const useLedger = (ledger: ITable, ...more: string[]) =>
  allow([...more, 'dynamodb:GetItem', 'dynamodb:PutItem'], [ledger.tableArn]);

/**
 * Lets a function use the key through these services and never by itself. DynamoDB makes table keys under grants of
 * its own and only decrypts them in the caller's name; SQS also makes a data key in the name of a sender.
 * Sources: Amazon DynamoDB Developer Guide, "Encryption at rest usage notes"; Amazon SQS Developer Guide, "Key management".
 */
export function useKey(key: IKey, actions: string[], ...services: string[]): PolicyStatement {
  const viaServices = services.map((service) => `${service}.${Aws.REGION}.amazonaws.com`);
  return new PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaServices } },
  });
}
