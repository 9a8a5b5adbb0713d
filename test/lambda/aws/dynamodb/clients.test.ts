import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynamodbClients } from '../../../../lambda/aws/dynamodb/clients.ts';
import { type Scripted, type ScriptedServer, serviceError, startScriptedServer } from '../scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await server?.close();
});

async function openClients(...script: Scripted[]) {
  server = await startScriptedServer(script);
  return { clients: dynamodbClients('clients', { endpoint: server.url }), requests: server.requests };
}

const item = (attributes: object): Scripted => ({ status: 200, body: { Item: attributes } });
const active = item({ clientId: { S: 'c-1' }, clientToken: { S: 'token-1' }, state: { S: 'active' } });

describe('clients in DynamoDB', () => {
  it('are read consistently, by client ID', async () => {
    const { clients, requests } = await openClients(active);

    await clients.token('c-1');

    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      TableName: 'clients',
      Key: { clientId: { S: 'c-1' } },
      ConsistentRead: true,
    });
  });

  it('are trusted for five minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    const { clients, requests } = await openClients(active);
    await clients.token('c-1');

    vi.setSystemTime(1_800_000_000_000 + 299_999);
    await clients.token('c-1');
    const before = requests.length;
    vi.setSystemTime(1_800_000_000_000 + 300_000);
    await clients.token('c-1');

    expect([before, requests.length]).toEqual([1, 2]);
  });

  it('are remembered a thousand at most, the oldest forgotten first', async () => {
    const { clients, requests } = await openClients(active);
    for (let number = 0; number <= 1000; number++) await clients.token(`c-${number}`);
    const before = requests.length;

    await clients.token('c-1');
    await clients.token('c-0');

    expect(requests.length - before).toBe(1);
    expect(requests.at(-1)?.body).toContain('"c-0"');
  });

  it.each([
    ['no state', { clientToken: { S: 'token-1' } }, { token: 'token-1' }],
    ['a state that nobody knows', { clientToken: { S: 'token-1' }, state: { S: 'paused' } }, 'disabled'],
    ['no token', { state: { S: 'active' } }, 'unknown'],
  ])('with %s are taken for %j', async (_what, attributes, answer) => {
    const { clients } = await openClients(item(attributes));

    expect(await clients.token('c-1')).toEqual(answer);
  });

  it('are an error when the table cannot be read', async () => {
    const { clients } = await openClients(serviceError('ResourceNotFoundException'));

    await expect(clients.token('c-1')).rejects.toThrow('ResourceNotFoundException');
  });
});
