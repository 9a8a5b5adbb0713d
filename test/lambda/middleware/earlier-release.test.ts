import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import type { ThirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { type LocalDynamodb, startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { ledgerTableName } from '../../../model/local/services.ts';
import release from '../../fixtures/release-1.json' with { type: 'json' };
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

type Item = Record<string, AttributeValue>;
type Name = keyof typeof release.entries;

let dynamodb: LocalDynamodb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0 });
  client = new DynamoDBClient(config());
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

const config = () => ({ endpoint: dynamodb.url });
const ledger = () => dynamodbLedger(ledgerTableName, config());
const itemOf = (name: Name): Item => release.entries[name] as unknown as Item;

/** An entry that the first release wrote, as this one reads it. */
async function readEntry(name: Name): Promise<LedgerEntry> {
  const item = itemOf(name);
  await client.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));
  const entry = await ledger().read(item['jobId']?.S ?? '');
  if (!entry) throw new Error(`there is no entry ${name}`);
  return entry;
}

/** CodePipeline, in which a job of ours goes by the ID that it had with the first release. */
function renamed(jobs: ThirdPartyJobs, entryId: string, jobId: string): ThirdPartyJobs {
  const inside = (id: string) => (id === entryId ? jobId : id);
  return {
    poll: jobs.poll,
    async details(id, token) {
      const details = await jobs.details(inside(id), token);
      return typeof details === 'string' || id !== entryId ? details : { ...details, jobId: entryId };
    },
    acknowledge: (id, ...rest) => jobs.acknowledge(inside(id), ...rest),
    putSuccess: (id, ...rest) => jobs.putSuccess(inside(id), ...rest),
    putFailure: (id, ...rest) => jobs.putFailure(inside(id), ...rest),
  };
}

/** What a worker of this release makes of a job that the first one left in this phase. */
async function finish(name: Name, isAcknowledged: boolean) {
  const entry = await readEntry(name);
  const world = createWorld({ jobTimeout: 24 * 3600 });
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  const { messageId = '', receiptHandle = '' } = world.queue.receive() ?? {};
  world.queue.delete(receiptHandle);
  world.ledger.put(entry);
  if (isAcknowledged) world.codePipeline.acknowledgeElsewhere(jobId);
  const body = release.message.MessageBody.replace('"queued"', JSON.stringify(entry.jobId));
  world.queue.take({ messageId, body });
  const told: unknown[] = [];
  const act = async (job: ProbeJob) => {
    told.push({ attempt: job.attempt, run: job.remembered('run'), continuationToken: job.continuationToken });
    return succeeded({ summary: 'by this release' });
  };
  const ports = world.workerPorts(act);
  const worker = world.workerWith({
    ...ports,
    source: thirdPartySource({ clients: world.clients, jobs: renamed(world.codePipeline, entry.jobId, jobId) }),
  });

  const fate = await world.deliver(worker);
  return {
    fate,
    told,
    world,
    worker,
    job: world.codePipeline.job(jobId),
    phase: world.ledger.entry(entry.jobId).phase,
  };
}

describe('a job of the first release', () => {
  it.each([
    ['queued', false, 1, undefined],
    ['claiming', true, 1, undefined],
    ['running', true, 2, '17'],
    ['running, twice cut short', true, 3, undefined],
    ['running, three times cut short', true, 3, undefined],
  ] as const)(
    'that is %s is run by this one, which counts what may have been run',
    async (name, isAcknowledged, attempt, run) => {
      const { fate, told, job, phase } = await finish(name, isAcknowledged);

      expect([fate, phase]).toEqual(['deleted', 'reported']);
      expect(told).toEqual([{ attempt, run, continuationToken: undefined }]);
      expect(job).toMatchObject({ status: 'Succeeded', result: { executionDetails: { summary: 'by this release' } } });
    },
  );

  it.each([
    ['decided, succeeded', 'Succeeded', { executionDetails: { summary: 'all well', percentComplete: 100 } }],
    ['decided, failed', 'Failed', { message: 'Two findings.', externalExecutionId: 'run-17' }],
    ['decided, continues', 'Succeeded', { continuationToken: 'state of round one' }],
  ] as const)('that is %s is reported by this one, and nothing is run again', async (name, status, result) => {
    const { told, job, phase } = await finish(name, true);

    expect([told, phase]).toEqual([[], 'reported']);
    expect(job).toMatchObject({ status, result });
  });

  it('that left long state is reported by this one, and the next round is given that state', async () => {
    const { world, worker, told, job } = await finish('decided, continues with long state', true);
    expect(told).toEqual([]);
    await world.clock.advance(31_000);
    await world.poll();

    await world.deliver(worker);

    expect(world.codePipeline.job(job.continuedAs ?? '').status).toBe('Succeeded');
    expect(told).toEqual([{ attempt: 1, run: undefined, continuationToken: 'long state '.repeat(300) }]);
  });

  it.each(['reported', 'lost', 'unreportable before its acknowledge', 'unreportable in its run'] as const)(
    'that is %s is left alone',
    async (name) => {
      const { fate, told, job, phase } = await finish(name, true);

      expect([fate, told, job.status]).toEqual(['deleted', [], 'InProgress']);
      expect(phase).toBe(name.split(' ')[0]);
    },
  );
});

describe('an entry of this release', () => {
  it.each(Object.keys(release.entries) as Name[])(
    'that is %s holds all that the first release reads, as it wrote it, and more beside it',
    async (name) => {
      const entry = await readEntry(name);
      await ledger().write({ ...entry, revision: 'next' }, entry.revision);

      const { Item = {} } = await client.send(
        new GetItemCommand({ TableName: ledgerTableName, Key: { jobId: { S: entry.jobId } } }),
      );

      const { version, runs, outcome, ...shared } = Item;
      const { revision: _, outcome: before, ...expected } = itemOf(name);
      expect([version, runs]).toEqual([{ N: '2' }, { N: expect.stringMatching(/^\d$/) }]);
      expect(shared).toEqual({ ...expected, revision: { S: 'next' } });
      const { version: ofOutcome, ...rest } = JSON.parse(outcome?.S ?? '{"version":2}');
      expect(ofOutcome).toBe(2);
      expect(rest).toEqual(JSON.parse(before?.S ?? '{}'));
    },
  );

  it('is left to a later release when it is in a phase that this one does not know', async () => {
    const item: Item = { ...itemOf('queued'), phase: { S: 'sleeping' }, version: { N: '3' } };
    await client.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));

    await expect(ledger().read('queued')).rejects.toThrow('the phase "sleeping", which this release does not know');
  });
});
