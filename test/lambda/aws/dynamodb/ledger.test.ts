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
