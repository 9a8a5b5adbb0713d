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

/** One change of a client, to be written. */
export interface ClientWrite {
  clientId: string;
  /** Whether there must be no such client yet, rather than one. A new one has a token. */
  isNew: boolean;
  settings: ClientSettings;
}

/** The customers' table as an operator writes it. A worker asks for a token again after five minutes at the latest. */
export interface ClientsTable {
  /** Writes a new client, active unless it is given a state; tells whether there was none. */
  add(clientId: string, settings: ClientSettings & { clientToken: string }, author: Author): Promise<boolean>;
  /** Changes a client that exists; gives it as it is then, or undefined when there is none. */
  change(clientId: string, settings: ClientSettings, author: Author): Promise<ClientRow | undefined>;
  /** Writes all of these changes, at most 50, or none: gives the clients that stand in the way, because they are there or are not. */
  write(changes: readonly ClientWrite[], author: Author): Promise<string[]>;
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
  /** A change and its row in the history are one write. */
  const write: ClientsTable['write'] = async (changes, author) => {
    const TransactItems = changes.flatMap((change) => itemsOf(tableName, change, author));
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return [];
    } catch (error) {
      const codes = cancelledFor(error);
      const refusedFor = (code: string) =>
        changes.flatMap(({ clientId }, index) => (codes[2 * index] === code ? [clientId] : []));
      const inTheWay = refusedFor('ConditionalCheckFailed');
      if (inTheWay.length > 0) return inTheWay;
      const [contested] = refusedFor('TransactionConflict');
      if (contested === undefined) throw error;
      throw new Refusal(
        `Client ${contested} is changed by somebody else at this very moment, and was left as it is. Call it again.`,
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
    async add(clientId, settings, author) {
      return (await write([{ clientId, settings, isNew: true }], author)).length === 0;
    },
    async change(clientId, settings, author) {
      const inTheWay = await write([{ clientId, settings, isNew: false }], author);
      return inTheWay.length === 0 ? await find(clientId) : undefined;
    },
    write,
    find,
    async list() {
      return (await readClients(client, tableName)).toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
    },
    history: (clientId) => readHistory(client, tableName, clientId),
    readWithTokens: (clientIds) => readTokens(client, tableName, clientIds),
  };
}

/** The client, and the row of its history. */
function itemsOf(TableName: string, write: ClientWrite, author: Author): TransactWriteItem[] {
  const { clientId, settings, isNew } = write;
  const change = changeOf(clientId, settings, author, isNew ? 'added' : undefined);
  const row = { Put: { TableName, Item: historyItem(change) } };
  if (!isNew) {
    const Key = { clientId: { S: clientId } };
    const update = updateOf({ ...settings, ...stampsOf(settings, author) });
    return [{ Update: { TableName, Key, ConditionExpression: 'attribute_exists(clientId)', ...update } }, row];
  }
  const { clientToken, state = 'active', label, reason } = settings;
  const { at, by } = author;
  const Item = itemOf({ clientId, clientToken, state, label, reason, addedAt: at, addedBy: by });
  return [{ Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(clientId)' } }, row];
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
