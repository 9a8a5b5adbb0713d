import {
  AcknowledgeThirdPartyJobCommand,
  CodePipelineClient,
  GetThirdPartyJobDetailsCommand,
  type ThirdPartyJobDetails,
} from '@aws-sdk/client-codepipeline';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';

const { QUEUE_URL: QueueUrl, LEDGER_TABLE, CLIENTS_TABLE } = process.env;
const VISIBLE_AGAIN_SECONDS = 120;

export const codepipeline = new CodePipelineClient({});
const dynamodb = new DynamoDBClient({});
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** A job as a handler has it that uses nothing but the SDK. */
interface BareJob {
  jobId: string;
  clientToken: string;
  details: ThirdPartyJobDetails;
  /** Notes how far the job is. */
  write(phase: string): Promise<unknown>;
}

/** The calls that a function of ours makes until the job is claimed, in the same order and with none of its checks. */
export async function claimBare({ Records: [record] }: SQSEvent): Promise<BareJob> {
  const { clientId, jobId } = JSON.parse(record?.body ?? '');
  const write = (phase: string) =>
    dynamodb.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item: { jobId: { S: jobId }, phase: { S: phase } } }));
  await dynamodb.send(
    new GetItemCommand({ TableName: LEDGER_TABLE, Key: { jobId: { S: jobId } }, ConsistentRead: true }),
  );
  await write('queued');
  const change = { QueueUrl, ReceiptHandle: record?.receiptHandle, VisibilityTimeout: VISIBLE_AGAIN_SECONDS };
  const hidden = sqs.send(new ChangeMessageVisibilityCommand(change));
  const clientToken = tokens.get(clientId) ?? (await readToken(clientId));
  const { jobDetails: details } = await codepipeline.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
  await write('claiming');
  await codepipeline.send(new AcknowledgeThirdPartyJobCommand({ jobId, nonce: details?.nonce, clientToken }));
  await Promise.all([write('running'), hidden]);
  return { jobId, clientToken, details: details ?? {}, write };
}

/** Ours remembers client tokens as well. */
const tokens = new Map<string, string>();

async function readToken(clientId: string): Promise<string> {
  const { Item: client } = await dynamodb.send(
    new GetItemCommand({ TableName: CLIENTS_TABLE, Key: { clientId: { S: clientId } } }),
  );
  const token = client?.['clientToken']?.S ?? '';
  tokens.set(clientId, token);
  return token;
}
