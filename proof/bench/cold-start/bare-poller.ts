import { CodePipelineClient, PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

const codepipeline = new CodePipelineClient({});
// A poll without jobs does not use them, but our poller starts with them as well.
for (const Client of [SQSClient, DynamoDBClient]) new Client({});

/** A poller that uses nothing but the SDK: the clients of our poller, and its calls when no job is on offer. */
export async function handler(): Promise<void> {
  for (const actionTypeId of JSON.parse(process.env['ACTION_TYPES'] ?? '[]')) {
    await codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize: 10 }));
  }
}
