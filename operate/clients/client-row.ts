import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Whether the jobs of a customer are worked on. `refused`: CodePipeline did not take their token. */
export const clientStates = ['active', 'disabled', 'refused'] as const;
export type ClientState = (typeof clientStates)[number];

/** What is known of a customer; the token is not among it. Moments are in ISO 8601. */
export interface ClientRow {
  clientId: string;
  /** As it stands in the table: a worker takes any other word for `disabled`. */
  state: string;
  label?: string | undefined;
  /** Why the state is what it is. */
  reason?: string | undefined;
  addedAt?: string | undefined;
  addedBy?: string | undefined;
  rotatedAt?: string | undefined;
  rotatedBy?: string | undefined;
  /** Of the state. */
  stateAt?: string | undefined;
  stateBy?: string | undefined;
}

/** The columns of a row, in the order in which a file has them. */
export const rowColumns = [
  'clientId',
  'label',
  'state',
  'reason',
  'addedAt',
  'addedBy',
  'rotatedAt',
  'rotatedBy',
  'stateAt',
  'stateBy',
] as const satisfies readonly (keyof ClientRow)[];

export type Item = Record<string, AttributeValue>;

/** As the workers read it: a client without a state is active. */
export function rowOf(item: Item): ClientRow {
  const texts = rowColumns.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]]));
  return { clientId: '', state: 'active', ...Object.fromEntries(texts) };
}

/** One entry of the audit trail. It says what was changed, and never to which token. */
export interface ClientChange {
  /** Tells apart two changes of one moment. */
  id: string;
  clientId: string;
  at: string;
  /** Who did it, as they said or their environment does; nobody proves it here. */
  by?: string | undefined;
  /** Such as `added` or `token rotated`. */
  what: string[];
  state?: string | undefined;
  label?: string | undefined;
  reason?: string | undefined;
}

/**
 * Changes lie in the clients' table under keys that are no client ID: that of CodePipeline is a UUID. They have no token and
 * no state, so that a worker which asked for one by name would be told that the client is unknown.
 */
const HISTORY = 'history#';

export const isHistory = (key: string) => key.startsWith(HISTORY);

/** Where the changes of a client begin. */
export const historyPrefix = (clientId = '') => (clientId === '' ? HISTORY : `${HISTORY}${clientId}#`);

/** The same change has the same key, so that it may be written again. */
export const historyItem = (change: ClientChange): Item => ({
  clientId: { S: `${historyPrefix(change.clientId)}${change.at}#${change.id}` },
  change: { S: JSON.stringify(change) },
});
