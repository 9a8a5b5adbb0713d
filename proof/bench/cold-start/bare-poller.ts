import { CodePipelineClient, PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { POLLING_KEY } from '../../../model/polling.ts';

const codepipeline = new CodePipelineClient({});
const dynamodb = new DynamoDBClient({});
/** What a poll without jobs does not use. */
export const idle = [new SQSClient({})];

/** A poller of nothing but the SDK: the clients of ours, and its calls when no job is on offer and polling may be paused. */
export async function handler(): Promise<void> {
  const Key = { jobId: { S: POLLING_KEY } };
  await dynamodb.send(new GetItemCommand({ TableName: process.env['LEDGER_TABLE'], Key, ConsistentRead: true }));
  for (const actionTypeId of JSON.parse(process.env['ACTION_TYPES'] ?? '[]')) {
    await codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize: 10 }));
  }
}
