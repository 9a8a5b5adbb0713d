import { afterEach, describe, expect, it } from 'vitest';
import { dynamodbLedger } from '../../../../lambda/aws/dynamodb/ledger.ts';
import { changed, newEntry } from '../../../../lambda/job/ledger.ts';
import { type Scripted, type ScriptedServer, serviceError, startScriptedServer } from '../scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function openLedger(...script: Scripted[]) {
  server = await startScriptedServer(script);
  return { ledger: dynamodbLedger('ledger', { endpoint: server.url }), requests: server.requests };
}

const entry = newEntry('j-1', 'c-1', 1_800_000_000_500);
const bodyOf = (request: { body: string } | undefined) => JSON.parse(request?.body ?? 'null');

describe('a ledger in DynamoDB', () => {
  it('reads consistently', async () => {
    const { ledger, requests } = await openLedger({ status: 200, body: {} });

    await ledger.read('j-1');

    expect(bodyOf(requests[0])).toEqual({ TableName: 'ledger', Key: { jobId: { S: 'j-1' } }, ConsistentRead: true });
  });

  it('reads many in one call, consistently, and says of each what came of it', async () => {
    const items = [
      { jobId: { S: 'j-3' }, phase: { S: 'queued' }, version: { N: '2' } },
      { jobId: { S: 'j-1' }, phase: { S: 'dreaming' }, version: { N: '3' } },
    ];
    const { ledger, requests } = await openLedger({ status: 200, body: { Responses: { ledger: items } } });

    const [unknown, absent, queued] = await ledger.readAll(['j-1', 'j-2', 'j-3']);

    const Keys = ['j-1', 'j-2', 'j-3'].map((jobId) => ({ jobId: { S: jobId } }));
    expect(requests.map(bodyOf)).toEqual([{ RequestItems: { ledger: { Keys, ConsistentRead: true } } }]);
    expect(unknown).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('"dreaming"') } });
    expect(absent).toEqual({ status: 'fulfilled', value: undefined });
    expect(queued).toMatchObject({ status: 'fulfilled', value: { jobId: 'j-3', phase: 'queued' } });
  });

  it('asks again for what DynamoDB left unread, and says so of what it leaves unread three times', async () => {
    const itemOf = (jobId: string) => ({ jobId: { S: jobId }, phase: { S: 'queued' }, version: { N: '2' } });
    const leaving = (found: string[], ...left: string[]): Scripted => ({
      status: 200,
      body: {
        Responses: { ledger: found.map(itemOf) },
        UnprocessedKeys: { ledger: { Keys: left.map((jobId) => ({ jobId: { S: jobId } })), ConsistentRead: true } },
      },
    });
    const { ledger, requests } = await openLedger(
      leaving(['j-1'], 'j-2', 'j-3'),
      leaving(['j-2'], 'j-3'),
      leaving([], 'j-3'),
    );

    const results = await ledger.readAll(['j-1', 'j-2', 'j-3']);

    expect(requests).toHaveLength(3);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ value: { jobId: 'j-2' } });
    expect(results[2]).toMatchObject({ reason: new Error('DynamoDB did not read the entry of job j-3') });
  });

  it('keeps the end of life as a number, in seconds, for the time to live of the table', async () => {
    const { ledger, requests } = await openLedger({ status: 200, body: {} });

    await ledger.write(entry, undefined);

    expect(bodyOf(requests[0]).Item.expiresAt).toEqual({ N: String(1_800_000_000 + 14 * 24 * 3600) });
  });

  it('says that a write was refused only when its condition was', async () => {
    const { ledger } = await openLedger(
      serviceError('ConditionalCheckFailedException'),
      serviceError('ValidationException'),
    );
    const next = changed(entry, {}, 0);

    expect(await ledger.write(next, entry.revision)).toBe(false);
    await expect(ledger.write(next, entry.revision)).rejects.toThrow('ValidationException');
  });
});
