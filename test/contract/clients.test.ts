import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, dynamodbClients } from '../../lambda/aws/dynamodb/clients.ts';
import { type LocalClient, type LocalDynamodb, startDynamodb } from '../../local/dynamodb/dynamodb.ts';
import { clientsTableName } from '../../model/local/services.ts';
import { memoryClients } from '../memory/clients.ts';

interface Opened {
  clients: Clients;
  put(clientId: string, clientToken: string, state?: LocalClient): Promise<void>;
}

let dynamodb: LocalDynamodb;
beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0 });
});
afterAll(() => dynamodb.close());

const kinds: Record<string, () => Opened> = {
  'in memory': () => {
    const clients = memoryClients();
    const put: Opened['put'] = async (clientId, token, state = 'active') =>
      clients.set(clientId, state === 'active' ? { token } : state);
    return { clients, put };
  },
  'in DynamoDB': () => ({
    clients: dynamodbClients(clientsTableName, { endpoint: dynamodb.url }),
    put: dynamodb.putClient,
  }),
};

let customers = 0;
const newClientId = () => `c-${++customers}`;

describe.each(Object.keys(kinds))('clients %s', (kind) => {
  const open = () => {
    const create = kinds[kind];
    if (!create) throw new Error(`there are no clients ${kind}`);
    return create();
  };

  it('gives the token of an active client', async () => {
    const { clients, put } = open();
    const clientId = newClientId();
    await put(clientId, 'token-1');

    expect(await clients.token(clientId)).toEqual({ token: 'token-1' });
  });

  it('knows no client that it was never told of', async () => {
    expect(await open().clients.token(newClientId())).toBe('unknown');
  });

  it.each(['disabled', 'refused'] as const)('gives no token of a client that is %s', async (state) => {
    const { clients, put } = open();
    const clientId = newClientId();
    await put(clientId, 'token-1', state);

    expect(await clients.token(clientId)).toBe(state);
  });

  it('gives a remembered token until a fresh one is asked for', async () => {
    const { clients, put } = open();
    const clientId = newClientId();
    await put(clientId, 'token-1');
    await clients.token(clientId);
    await put(clientId, 'token-2');

    const remembered = await clients.token(clientId);
    const fresh = await clients.token(clientId, { fresh: true });
    const after = await clients.token(clientId);

    expect([remembered, fresh, after]).toEqual([{ token: 'token-1' }, { token: 'token-2' }, { token: 'token-2' }]);
  });

  it('does not remember that a client was unknown or not active', async () => {
    const { clients, put } = open();
    const clientId = newClientId();
    await clients.token(clientId);
    await put(clientId, 'token-1', 'disabled');
    await clients.token(clientId);
    await put(clientId, 'token-1');

    expect(await clients.token(clientId)).toEqual({ token: 'token-1' });
  });

  it('forgets the token of a client that a fresh look finds disabled', async () => {
    const { clients, put } = open();
    const clientId = newClientId();
    await put(clientId, 'token-1');
    await clients.token(clientId);
    await put(clientId, 'token-1', 'disabled');

    const fresh = await clients.token(clientId, { fresh: true });
    const after = await clients.token(clientId);

    expect([fresh, after]).toEqual(['disabled', 'disabled']);
  });
});
