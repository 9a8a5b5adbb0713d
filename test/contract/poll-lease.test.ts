import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbPollLease } from '../../lambda/aws/dynamodb/poll-lease.ts';
import type { PollLease } from '../../lambda/job/poll-lease.ts';
import { type LocalDynamodb, startDynamodb } from '../../local/dynamodb/dynamodb.ts';
import { ledgerTableName, localKeyPair } from '../../model/local/services.ts';
import { memoryPollLease } from '../memory/poll-lease.ts';

let dynamodb: LocalDynamodb;
beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0 });
});
afterAll(() => dynamodb.close());

const kinds: Record<string, () => PollLease> = {
  'in memory': memoryPollLease,
  'in DynamoDB': () => dynamodbPollLease(ledgerTableName, { endpoint: dynamodb.url }),
};

const NOW = 1_800_000_000_500;

describe.each(Object.keys(kinds))('a poll lease %s', (kind) => {
  let lease = memoryPollLease();
  let at = NOW;
  /** Later than all that earlier tests did with the one item that there is. */
  const later = (): number => {
    lease = kinds[kind]?.() ?? memoryPollLease();
    at += 100_000;
    return at;
  };
  afterEach(() => lease.resume());

  it('is free where nobody has ever polled', async () => {
    const { read } = kinds[kind]?.() ?? memoryPollLease();

    expect(await read()).toEqual({ hotUntil: 0 });
  });

  it('is one holder’s at a time, until it runs out', async () => {
    const now = later();

    const taken = [
      await lease.take('a', now, now + 1000),
      await lease.take('b', now, now + 1000),
      await lease.take('b', now + 999, now + 2000),
      await lease.take('b', now + 1000, now + 2000),
      await lease.take('a', now + 1500, now + 2000),
    ];

    expect(taken.map(({ isTaken }) => isTaken)).toEqual([true, false, false, true, false]);
  });

  it('is its holder’s when he asks again, because he may not have heard the answer', async () => {
    const now = later();

    await lease.take('a', now, now + 1000);

    expect(await lease.take('a', now, now + 1000)).toMatchObject({ isTaken: true });
  });

  it('goes to one of many who ask at the same time', async () => {
    const now = later();

    const taken = await Promise.all(Array.from({ length: 8 }, (_, n) => lease.take(`h-${n}`, now, now + 1000)));

    expect(taken.filter(({ isTaken }) => isTaken)).toHaveLength(1);
  });

  it('is extended and given back by its holder alone', async () => {
    const now = later();
    await lease.take('a', now, now + 1000);

    expect(await lease.extend('a', now + 10_000)).toBe(true);
    expect(await lease.extend('b', now + 20_000)).toBe(false);
    expect(await lease.take('b', now + 9_999, now + 11_000)).toMatchObject({ isTaken: false });
    await lease.extend('a', 0);
    expect(await lease.take('b', now + 9_999, now + 11_000)).toMatchObject({ isTaken: true });
  });

  it('is nobody’s while polling is paused, and keeps saying since when', async () => {
    const now = later();

    await lease.pause(now);
    const paused = await lease.take('a', now, now + 1000);
    const read = await lease.read();
    await lease.resume();

    expect(paused).toMatchObject({ isTaken: false, pausedAt: now });
    expect(read).toMatchObject({ pausedAt: now });
    expect(await lease.take('a', now, now + 1000)).toMatchObject({ isTaken: true, pausedAt: undefined });
  });

  it('keeps the moment of the first of two operators who pause polling at once', async () => {
    const now = later();

    await lease.pause(now);
    await lease.pause(now + 1000);
    const { pausedAt } = await lease.read();
    await lease.resume();

    expect(pausedAt).toBe(now);
  });

  it('says until when jobs are expected, whoever takes it', async () => {
    const now = later();

    await lease.heat(now + 60_000);
    await lease.take('a', now, now + 1000);

    expect(await lease.take('b', now + 1000, now + 2000)).toEqual({ hotUntil: now + 60_000, isTaken: true });
    expect(await lease.take('c', now + 1000, now + 2000)).toEqual({ hotUntil: now + 60_000, isTaken: false });
  });
});

it('a poll lease in DynamoDB is one item of the ledger, which nothing deletes', async () => {
  const lease = dynamodbPollLease(ledgerTableName, { endpoint: dynamodb.url });
  await lease.pause(NOW);
  const client = new DynamoDBClient({ endpoint: dynamodb.url, region: 'us-east-1', credentials: localKeyPair });

  const { Items = [] } = await client.send(new ScanCommand({ TableName: ledgerTableName }));
  client.destroy();

  expect(Items).toHaveLength(1);
  expect(Object.keys(Items[0] ?? {})).not.toContain('expiresAt');
});
