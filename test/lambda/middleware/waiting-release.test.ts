import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { type LocalDynamodb, startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { ledgerTableName } from '../../../model/local/services.ts';
import release from '../../fixtures/release-2.json' with { type: 'json' };
import { captureLogLines } from './log-lines.ts';
import { HOUR } from './waiting.ts';
import { createWorld } from './world.ts';

captureLogLines();

type Name = keyof typeof release.entries;

let dynamodb: LocalDynamodb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0 });
  client = new DynamoDBClient({ endpoint: dynamodb.url });
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

/** An entry as the second form of records has it, as this release reads it. */
async function readEntry(name: Name) {
  const Item = release.entries[name] as unknown as Record<string, AttributeValue>;
  await client.send(new PutItemCommand({ TableName: ledgerTableName, Item }));
  const ledger = dynamodbLedger(ledgerTableName, { endpoint: dynamodb.url });
  const entry = await ledger.read(Item['jobId']?.S ?? '');
  if (!entry) throw new Error(`there is no entry ${name}`);
  return { entry, ledger, Item };
}

describe('an entry of the second form of records', () => {
  it.each(Object.keys(release.entries) as Name[])('that is %s is written as it was read', async (name) => {
    const { entry, ledger, Item } = await readEntry(name);

    await ledger.write({ ...entry, revision: 'next' }, entry.revision);

    const Key = { jobId: { S: entry.jobId } };
    const { Item: written } = await client.send(new GetItemCommand({ TableName: ledgerTableName, Key }));
    expect(written).toMatchObject({ ...Item, revision: { S: 'next' } });
  });

  it('that waits goes on waiting, and starts at its moment', async () => {
    const { entry } = await readEntry('waiting');
    const world = createWorld({ jobTimeout: 24 * 3600 });
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    world.codePipeline.acknowledgeElsewhere(jobId);
    world.ledger.put({ ...entry, jobId, notBefore: world.clock.now() + 2 * HOUR });
    const worker = world.worker(async () => succeeded());

    const early = await world.deliver(worker);
    const statusThen = world.codePipeline.job(jobId).status;
    await world.clock.advance(2 * HOUR);
    const due = await world.deliver(worker);

    expect([early, statusThen]).toEqual(['kept', 'InProgress']);
    expect([due, world.codePipeline.job(jobId).status]).toEqual(['deleted', 'Succeeded']);
  });
});
