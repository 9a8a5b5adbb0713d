import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../command/command.ts';
import { type ClientChange, type ClientRow, historyPrefix, isHistory, rowColumns, rowOf } from './client-row.ts';

/** A table with the key of a ledger is not a table of clients. */
const read = [...rowColumns, 'jobId'];
const projected = {
  ProjectionExpression: read.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(read.map((name) => [`#${name}`, name])),
};

/** Every client, in no order; the tokens are not even read. @throws Refusal for a ledger: its jobs have a client ID too. */
export async function readClients(client: DynamoDBClient, TableName: string): Promise<ClientRow[]> {
  const clients: ClientRow[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ...projected })) {
    if (Items.some(({ jobId }) => jobId !== undefined))
      throw new Refusal(`${TableName} is a ledger, and no table of clients.`);
    clients.push(...Items.map(rowOf).filter(({ clientId }) => !isHistory(clientId)));
  }
  return clients;
}

/** The changes of one client or of all, the newest first. */
export async function readHistory(client: DynamoDBClient, TableName: string, clientId = ''): Promise<ClientChange[]> {
  const changes: ClientChange[] = [];
  const request = {
    TableName,
    ConsistentRead: true,
    ProjectionExpression: 'change',
    FilterExpression: 'begins_with(clientId, :begin)',
    ExpressionAttributeValues: { ':begin': { S: historyPrefix(clientId) } },
  };
  for await (const { Items = [] } of paginateScan({ client }, request)) {
    for (const { change } of Items) if (change?.S) changes.push(JSON.parse(change.S));
  }
  return changes.toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** DynamoDB gives at most this many items at once. Source: its API Reference, "BatchGetItem". */
const MAX_KEYS = 100;
type Asked = NonNullable<BatchGetItemCommandOutput['UnprocessedKeys']>;

/** Those of these clients that exist, with their tokens. */
export async function readTokens(
  client: DynamoDBClient,
  tableName: string,
  clientIds: readonly string[],
): Promise<Map<string, ClientRow & { clientToken: string }>> {
  const found = new Map<string, ClientRow & { clientToken: string }>();
  for (let at = 0; at < clientIds.length; at += MAX_KEYS) {
    const keys = clientIds.slice(at, at + MAX_KEYS).map((clientId) => ({ clientId: { S: clientId } }));
    let asked: Asked = { [tableName]: { Keys: keys, ConsistentRead: true } };
    while (Object.keys(asked).length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: asked }),
      );
      for (const item of Responses[tableName] ?? []) {
        const row = rowOf(item);
        found.set(row.clientId, { ...row, clientToken: item['clientToken']?.S ?? '' });
      }
      asked = UnprocessedKeys;
    }
  }
  return found;
}
