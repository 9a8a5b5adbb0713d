import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { indexedAttributes, jobIndex } from '../../model/job-index.ts';
import { clientsTableName, ledgerTableName } from '../../model/local/services.ts';

/** Makes the tables of the stack that are not there yet. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  const clients = await describe(client, clientsTableName);
  if (!clients) await create(client, keyedBy(clientsTableName, 'clientId'));
  const before = await describe(client, ledgerTableName);
  if (before?.GlobalSecondaryIndexes) return;
  const entries = before ? await takeAll(client) : [];
  await create(client, ledger);
  for (const Item of entries) await client.send(new PutItemCommand({ TableName: ledgerTableName, Item }));
}

const keyedBy = (TableName: string, key: string) =>
  ({
    TableName,
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  }) satisfies CreateTableCommandInput;

const byJob = keyedBy(ledgerTableName, 'jobId');

const ledger: CreateTableCommandInput = {
  ...byJob,
  AttributeDefinitions: [
    ...byJob.AttributeDefinitions,
    { AttributeName: jobIndex.partitionKey, AttributeType: 'S' },
    { AttributeName: jobIndex.sortKey, AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: jobIndex.name,
      KeySchema: [
        { AttributeName: jobIndex.partitionKey, KeyType: 'HASH' },
        { AttributeName: jobIndex.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...indexedAttributes] },
    },
  ],
};

/** A table is answered for before it can be used, as on AWS. */
async function create(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  await client.send(new CreateTableCommand(table));
  while ((await describe(client, table.TableName))?.TableStatus !== 'ACTIVE') await setTimeout(5);
}

async function describe(client: DynamoDBClient, TableName: string | undefined): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A folder of an earlier release has a ledger without the index, and dynalite cannot add one: its entries move to a new table. */
async function takeAll(client: DynamoDBClient): Promise<Record<string, AttributeValue>[]> {
  const entries: Record<string, AttributeValue>[] = [];
  const pages = paginateScan({ client }, { TableName: ledgerTableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) entries.push(...Items);
  await client.send(new DeleteTableCommand({ TableName: ledgerTableName }));
  while (await describe(client, ledgerTableName)) await setTimeout(5);
  return entries;
}
