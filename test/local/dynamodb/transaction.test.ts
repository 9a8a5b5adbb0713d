import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalDynamodb, startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { clientsTableName } from '../../../model/local/services.ts';

let service: LocalDynamodb;
let database: DynamoDBClient;
beforeAll(async () => {
  service = await startDynamodb({ port: 0 });
  database = new DynamoDBClient({ endpoint: service.url });
});
afterAll(async () => {
  database.destroy();
  await service.close();
});

const TableName = clientsTableName;
const keyOf = (id: string) => ({ clientId: { S: id } });
const put = (id: string, label: string): TransactWriteItem => ({
  Put: { TableName, Item: { ...keyOf(id), label: { S: label } } },
});
const putNew = (id: string): TransactWriteItem => ({
  Put: { TableName, Item: keyOf(id), ConditionExpression: 'attribute_not_exists(clientId)' },
});
const relabel = (id: string, label: string): TransactWriteItem => ({
  Update: {
    TableName,
    Key: keyOf(id),
    UpdateExpression: 'SET label = :label',
    ConditionExpression: 'attribute_exists(clientId)',
    ExpressionAttributeValues: { ':label': { S: label } },
  },
});
const remove = (id: string): TransactWriteItem => ({ Delete: { TableName, Key: keyOf(id) } });

const write = (...TransactItems: TransactWriteItem[]) =>
  database.send(new TransactWriteItemsCommand({ TransactItems }));
const labelOf = async (id: string) => {
  const { Item } = await database.send(new GetItemCommand({ TableName, Key: keyOf(id), ConsistentRead: true }));
  return Item && (Item['label']?.S ?? '');
};

describe('a transaction of the local DynamoDB', () => {
  it('makes every write', async () => {
    await write(put('a', 'one'), put('b', 'two'));

    await write(relabel('a', 'three'), remove('b'));

    expect([await labelOf('a'), await labelOf('b')]).toEqual(['three', undefined]);
  });

  it('makes none when the condition of one does not hold, and says which', async () => {
    await write(put('kept', 'one'), put('gone', 'two'), put('there', 'three'));

    const refused = await write(relabel('kept', 'x'), remove('gone'), put('new', 'x'), putNew('there')).catch(
      (error: unknown) => error,
    );

    expect(refused).toBeInstanceOf(TransactionCanceledException);
    expect((refused as TransactionCanceledException).CancellationReasons?.map(({ Code }) => Code)).toEqual([
      'None',
      'None',
      'None',
      'ConditionalCheckFailed',
    ]);
    expect([await labelOf('kept'), await labelOf('gone'), await labelOf('new')]).toEqual(['one', 'two', undefined]);
  });

  it('lets nobody see half of it', async () => {
    await write(put('left', '0'), put('right', '0'));
    const Keys = [keyOf('left'), keyOf('right')];
    const seen: unknown[][] = [];
    const read = async () => {
      const { Responses } = await database.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
      seen.push(Responses?.[TableName]?.map(({ label }) => label?.S) ?? []);
    };

    const rounds = Array.from({ length: 20 }, (_, index) => String(index + 1));
    await Promise.all(rounds.flatMap((label) => [write(put('left', label), put('right', label)), read(), read()]));

    expect(seen).toHaveLength(40);
    expect(seen.filter(([left, right]) => left !== right)).toEqual([]);
  });

  it('tells what makes no sense as it is, and leaves nothing of it', async () => {
    const senseless: TransactWriteItem = { Put: { TableName, Item: { other: { S: 'x' } } } };
    const check: TransactWriteItem = {
      ConditionCheck: { TableName, Key: keyOf('z'), ConditionExpression: 'attribute_exists(clientId)' },
    };

    await expect(write(put('z', 'x'), senseless)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(write(put('z', 'x'), check)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await labelOf('z')).toBeUndefined();
  });

  it.each([
    ['with two writes of one item', [put('twice', 'x'), remove('twice')]],
    ['of nothing', []],
    ['of more than a hundred writes', Array.from({ length: 101 }, (_, index) => put(`many-${index}`, 'x'))],
  ])('is refused %s, as DynamoDB refuses it', async (_what, writes) => {
    await expect(write(...writes)).rejects.toMatchObject({ name: 'ValidationException' });

    expect([await labelOf('twice'), await labelOf('many-0')]).toEqual([undefined, undefined]);
  });

  it.each(['', '{', 'null', '5', '{"TransactItems":null}', '{"TransactItems":{"length":1}}'])(
    'is refused for what holds no list of writes: %s',
    async (body) => {
      const headers = { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' };

      const answer = await fetch(service.url, { method: 'POST', headers, body });

      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('SerializationException')]);
    },
  );

  it('is made once when it is sent again with its token, as after an answer that was lost', async () => {
    const command = () => new TransactWriteItemsCommand({ TransactItems: [putNew('once')], ClientRequestToken: 'one' });
    await database.send(command());

    await database.send(command());

    const other = new TransactWriteItemsCommand({ TransactItems: [putNew('other')], ClientRequestToken: 'one' });
    await expect(database.send(other)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    expect(await labelOf('other')).toBeUndefined();
  });
});
