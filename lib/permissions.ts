import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

/**
 * What each function may do, action by action. The grant methods of the CDK are not used: `grantConsumeMessages` and
 * `grantReadWriteData` allow more than a function here calls. No function may touch S3 or KMS: artifacts are read and
 * written with the credentials of the job.
 * @param jobs The resources of the job calls, `*` or the ARNs of action types.
 */
export function pollerPermissions(jobs: string[], queues: Queues, tables: Tables): PolicyStatement[] {
  return [
    allow(['codepipeline:PollForThirdPartyJobs'], jobs),
    allow(['sqs:SendMessage'], [queues.jobs.queueArn]),
    useLedger(tables.ledger),
  ];
}

/** The same for the worker and for the last word; they differ in the queue their jobs come from. */
export function workerPermissions(jobs: string[], queue: IQueue, tables: Tables): PolicyStatement[] {
  const jobCalls = [
    'codepipeline:GetThirdPartyJobDetails',
    'codepipeline:AcknowledgeThirdPartyJob',
    'codepipeline:PutThirdPartyJobSuccessResult',
    'codepipeline:PutThirdPartyJobFailureResult',
  ];
  // The first three are called by Lambda's event source mapping, in the name of the function.
  const queueCalls = [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ChangeMessageVisibility',
  ];
  return [
    allow(jobCalls, jobs),
    allow(queueCalls, [queue.queueArn]),
    allow(['dynamodb:GetItem'], [tables.clients.tableArn]),
    useLedger(tables.ledger),
  ];
}

const useLedger = (ledger: Table) => allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [ledger.tableArn]);

export const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
