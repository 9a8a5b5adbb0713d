import { once } from 'node:events';
import { connect } from 'node:net';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DynamodbOptions, startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { PortInUse } from '../../../local/http/loopback.ts';
import { localKeyPair } from '../../../model/local/services.ts';
import { otherAddresses, refusesConnections } from '../http/refuses-connections.ts';
import { temporaryFolder } from '../lambda/bundles.ts';

async function start(options: Partial<DynamodbOptions> = {}) {
  const dynamodb = await startDynamodb({ port: 0, ...options });
  onTestFinished(() => dynamodb.close());
  return { ...dynamodb, client: clientOf(dynamodb.url) };
}

function clientOf(endpoint: string) {
  const credentials = localKeyPair;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return client;
}

const readClient = (clientId: string) =>
  new GetItemCommand({ TableName: 'clients', Key: { clientId: { S: clientId } } });

describe('the table of clients', () => {
  it('holds a customer with token and state, active unless said otherwise', async () => {
    const { putClient, client } = await start();

    await putClient('one', 'token-1');
    await putClient('two', 'token-2', 'disabled');

    const [one, two] = [await client.send(readClient('one')), await client.send(readClient('two'))];
    expect(one.Item).toEqual({ clientId: { S: 'one' }, clientToken: { S: 'token-1' }, state: { S: 'active' } });
    expect(two.Item).toEqual({ clientId: { S: 'two' }, clientToken: { S: 'token-2' }, state: { S: 'disabled' } });
  });

  it('takes a new token in place of the old one', async () => {
    const { putClient, client } = await start();
    await putClient('one', 'old');

    await putClient('one', 'new');

    const { Item } = await client.send(readClient('one'));
    expect(Item?.['clientToken']).toEqual({ S: 'new' });
  });

  it('is kept over a restart when it has a folder', async () => {
    const dataFolder = await temporaryFolder();
    const before = await startDynamodb({ port: 0, dataFolder });
    await before.putClient('one', 'token-1');
    await before.close();

    const { client } = await start({ dataFolder });

    const { Item } = await client.send(readClient('one'));
    expect(Item?.['clientToken']).toEqual({ S: 'token-1' });
  });
});

describe('the ledger table', () => {
  it('refuses a conditional write whose condition does not hold', async () => {
    const { client } = await start();
    const write = new PutItemCommand({
      TableName: 'ledger',
      Item: { jobId: { S: 'job' }, revision: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(jobId)',
    });
    await client.send(write);

    const second = client.send(write);

    await expect(second).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('lists jobs in its index as the one of the stack does, with what belongs there and nothing else', async () => {
    const { client } = await start();
    await client.send(new PutItemCommand({ TableName: 'ledger', Item: { jobId: { S: 'unlisted' } } }));
    const listed = {
      jobId: { S: 'job' },
      listedOn: { S: '2030-01-01#0' },
      createdAt: { N: '5' },
      phase: { S: 'queued' },
    };
    await client.send(new PutItemCommand({ TableName: 'ledger', Item: { ...listed, remembered: { S: '{}' } } }));

    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'ledger',
        IndexName: 'ByCreation',
        KeyConditionExpression: 'listedOn = :day',
        ExpressionAttributeValues: { ':day': { S: '2030-01-01#0' } },
      }),
    );

    expect(Items).toEqual([listed]);
  });

  it('gets its index in a folder of an earlier release, and keeps the entries', async () => {
    const dataFolder = await temporaryFolder();
    const before = await startDynamodb({ port: 0, dataFolder });
    const old = clientOf(before.url);
    const table = {
      TableName: 'ledger',
      KeySchema: [{ AttributeName: 'jobId', KeyType: 'HASH' as const }],
      AttributeDefinitions: [{ AttributeName: 'jobId', AttributeType: 'S' as const }],
      BillingMode: 'PAY_PER_REQUEST' as const,
    };
    await old.send(new DeleteTableCommand({ TableName: 'ledger' }));
    await expect.poll(() => old.send(new CreateTableCommand(table))).toBeDefined();
    const describeLedger = new DescribeTableCommand({ TableName: 'ledger' });
    await expect.poll(async () => (await old.send(describeLedger)).Table?.TableStatus).toBe('ACTIVE');
    const entries = Array.from({ length: 30 }, (_, job) => ({ jobId: { S: `job ${job}` }, phase: { S: 'running' } }));
    for (const Item of entries) await old.send(new PutItemCommand({ TableName: 'ledger', Item }));
    await before.close();

    const { client } = await start({ dataFolder });

    const { Table } = await client.send(describeLedger);
    const { Items } = await client.send(new ScanCommand({ TableName: 'ledger' }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['ByCreation']);
    expect(Items).toHaveLength(30);
    expect(Items).toEqual(expect.arrayContaining(entries));
  });
});

describe('the server', () => {
  it.each(otherAddresses())('does not listen on %s', async (address) => {
    const { port } = await start();

    const refused = await refusesConnections(address, port);

    expect(refused).toBe(true);
    expect(await refusesConnections('127.0.0.1', port)).toBe(false);
  });

  it.each([
    ['POST', { 'x-amz-target': 'DynamoDB_20120810.GetItem', origin: 'http://elsewhere.example' }],
    ['OPTIONS', { origin: 'http://elsewhere.example', 'access-control-request-headers': 'authorization' }],
    ['GET', {}],
  ])('gives a web page nothing (%s)', async (method, headers) => {
    const { url } = await start();

    const response = await fetch(url, { method, headers });

    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('goes on after a client that left in the middle of a request', async () => {
    const { port, putClient } = await start();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\nContent-Length: 9`;
    await new Promise((resolve) => socket.write(`${head}\r\n\r\n{`, resolve));

    socket.resetAndDestroy();

    await expect(putClient('one', 'token')).resolves.toBeUndefined();
  });

  it('says that its port is in use, and lets go of its folder then', async () => {
    const { port } = await start();
    const dataFolder = await temporaryFolder();

    const second = startDynamodb({ port, dataFolder });

    await expect(second).rejects.toThrow(PortInUse);
    await expect(start({ dataFolder })).resolves.toMatchObject({ port: expect.any(Number) });
  });

  it('lets go of its port and its folder when the tables cannot be made', async () => {
    const dataFolder = await temporaryFolder();
    const { port, close } = await startDynamodb({ port: 0 });
    await close();

    vi.spyOn(DynamoDBClient.prototype, 'send').mockImplementationOnce(() => {
      throw new Error('no tables');
    });
    await expect(startDynamodb({ port, dataFolder })).rejects.toThrow('no tables');

    await expect(start({ port, dataFolder })).resolves.toMatchObject({ port });
  });

  it('ends while clients keep their connections', async () => {
    const { url, close } = await startDynamodb({ port: 0 });
    const client = clientOf(url);
    await client.send(readClient('one'));

    await close();

    await expect(client.send(readClient('one'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
