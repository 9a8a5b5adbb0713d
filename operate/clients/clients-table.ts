import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../command/command.ts';
import {
  type ClientChange,
  type ClientRow,
  historyItem,
  type Item,
  isHistory,
  rowColumns,
  rowOf,
} from './client-row.ts';
import { readClients, readHistory, readTokens } from './read-clients.ts';

/** What may be set of a client; an empty text takes it away. */
export interface ClientSettings {
  clientToken?: string | undefined;
  state?: string | undefined;
  label?: string | undefined;
  reason?: string | undefined;
}

/** Who changes something, and when, in ISO 8601. */
export interface Author {
  at: string;
  by: string | undefined;
}

/** The customers' table as an operator writes it. A worker asks for a token again after five minutes at the latest. */
export interface ClientsTable {
  /** Writes a new client, active unless it is given a state; tells whether there was none. */
  add(clientId: string, settings: ClientSettings & { clientToken: string }, author: Author): Promise<boolean>;
  /** Changes a client that exists; gives it as it is then, or undefined when there is none. */
  change(clientId: string, settings: ClientSettings, author: Author): Promise<ClientRow | undefined>;
  find(clientId: string): Promise<ClientRow | undefined>;
  /** Every client, in order of their IDs; the tokens are not even read. */
  list(): Promise<ClientRow[]>;
  /** The changes of one client or of all, the newest first. */
  history(clientId?: string): Promise<ClientChange[]>;
  /** Those of these clients that exist, with their tokens, to be compared and never shown. */
  readWithTokens(clientIds: readonly string[]): Promise<Map<string, ClientRow & { clientToken: string }>>;
}

export function openClientsTable(tableName: string, config: DynamoDBClientConfig = {}): ClientsTable {
  const client = new DynamoDBClient(config);
  /** A change and its row in the history are one write. Gives false where the condition of the change does not hold. */
  const write = async (own: TransactWriteItem, change: ClientChange): Promise<boolean> => {
    const row = { Put: { TableName: tableName, Item: historyItem(change) } };
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [own, row] }));
      return true;
    } catch (error) {
      const codes = cancelledFor(error);
      if (codes.includes('ConditionalCheckFailed')) return false;
      if (!codes.includes('TransactionConflict')) throw error;
      throw new Refusal(
        `Client ${change.clientId} is changed by somebody else at this very moment, and was left as it is. Call it again.`,
        { cause: error },
      );
    }
  };
  const find = async (clientId: string) => {
    if (isHistory(clientId)) return undefined;
    const asked = { TableName: tableName, Key: { clientId: { S: clientId } }, ConsistentRead: true };
    const { Item: found } = await client.send(new GetItemCommand({ ...asked, ...withoutToken }));
    return found && rowOf(found);
  };
  return {
    async add(clientId, settings, { at, by }) {
      const { clientToken, state = 'active', label, reason } = settings;
      const Put = {
        TableName: tableName,
        Item: itemOf({ clientId, clientToken, state, label, reason, addedAt: at, addedBy: by }),
        ConditionExpression: 'attribute_not_exists(clientId)',
      };
      return await write({ Put }, changeOf(clientId, settings, { at, by }, 'added'));
    },
    async change(clientId, settings, author) {
      const Update = {
        TableName: tableName,
        Key: { clientId: { S: clientId } },
        ConditionExpression: 'attribute_exists(clientId)',
        ...updateOf({ ...settings, ...stampsOf(settings, author) }),
      };
      const isThere = await write({ Update }, changeOf(clientId, settings, author));
      return isThere ? await find(clientId) : undefined;
    },
    find,
    async list() {
      return (await readClients(client, tableName)).toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
    },
    history: (clientId) => readHistory(client, tableName, clientId),
    readWithTokens: (clientIds) => readTokens(client, tableName, clientIds),
  };
}

const withoutToken = {
  ProjectionExpression: rowColumns.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(rowColumns.map((name) => [`#${name}`, name])),
};

type Texts = Readonly<Record<string, string | undefined>>;

const itemOf = (texts: Texts): Item =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text ? [[name, { S: text }]] : [])));

/** An empty text takes an attribute away, and one that is not given leaves it. */
function updateOf(texts: Texts) {
  const given = Object.entries(texts).filter(([, text]) => text !== undefined);
  const [set, gone] = [given.filter(([, text]) => text !== ''), given.filter(([, text]) => text === '')];
  const values: [string, AttributeValue][] = set.map(([name, text = '']) => [`:${name}`, { S: text }]);
  return {
    UpdateExpression: [
      `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ...(gone.length > 0 ? [`REMOVE ${gone.map(([name]) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(values),
  };
}

/** Who did it is told anew, or not at all: the name of somebody else must not stay behind. */
const stampsOf = ({ clientToken, state }: ClientSettings, { at, by = '' }: Author): Texts => ({
  ...(clientToken !== undefined && { rotatedAt: at, rotatedBy: by }),
  ...(state !== undefined && { stateAt: at, stateBy: by }),
});

function changeOf(clientId: string, settings: ClientSettings, { at, by }: Author, first?: 'added'): ClientChange {
  const { clientToken, state, label, reason } = settings;
  const what = first ? [first] : wordsOf({ clientToken, state, label, reason });
  return { id: randomUUID(), clientId, at, by, what, state: state ?? (first && 'active'), label, reason };
}

/** What a change is called. */
export function wordsOf({ clientToken, state, label, reason }: ClientSettings): string[] {
  return [
    ...(clientToken === undefined ? [] : ['token rotated']),
    ...(state === undefined ? [] : [state === 'active' ? 'enabled' : state]),
    ...(label === undefined ? [] : ['labelled']),
    ...(reason === undefined || state !== undefined ? [] : ['reason']),
  ];
}

/** Why DynamoDB made no write of a transaction; empty for another error. */
const cancelledFor = (error: unknown): string[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code = '' }) => Code) : [];
