import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import { changed, newEntry } from '../../lambda/job/ledger.ts';
import type { LedgerEntry, PolledLedger } from '../../lambda/job/ports.ts';
import { type LocalDynamodb, startDynamodb } from '../../local/dynamodb/dynamodb.ts';
import { ledgerTableName } from '../../model/local/services.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';

let dynamodb: LocalDynamodb;
beforeAll(async () => {
  dynamodb = await startDynamodb({ port: 0 });
});
afterAll(() => dynamodb.close());

const kinds: Record<string, () => PolledLedger> = {
  'in memory': memoryLedger,
  'in DynamoDB': () => dynamodbLedger(ledgerTableName, { endpoint: dynamodb.url }),
};

const NOW = 1_800_000_000_500;
let jobs = 0;
/** An entry of a job that no other test has. */
const freshEntry = (changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...newEntry(`j-${++jobs}`, 'c-1', NOW),
  ...changes,
});

describe.each(Object.keys(kinds))('a ledger %s', (kind) => {
  const open = () => kinds[kind]?.() ?? memoryLedger();

  it('reads many entries as it reads each', async () => {
    const ledger = open();
    const entries = [freshEntry(), freshEntry({ phase: 'waiting', notBefore: NOW })];
    for (const entry of entries) await ledger.write(entry, undefined);

    const results = await ledger.readAll([...entries.map(({ jobId }) => jobId), 'never heard of']);

    expect(results).toEqual([...entries, undefined].map((value) => ({ status: 'fulfilled', value })));
  });

  it('has no entry for a job it was never told of', async () => {
    expect(await open().read('never heard of')).toBeUndefined();
  });

  it.each([
    ['with nothing that may be absent', { createdAt: undefined }],
    [
      'with everything there is',
      {
        phase: 'decided',
        owner: { messageId: 'm-1', invocationId: 'i-1' },
        leaseUntil: NOW + 120_000,
        attempt: 3,
        losses: 2,
        inVain: 4,
        pipelineName: 'shop',
        stageName: 'Check',
        actionName: 'Smoke',
        actionExecutionId: 'a-1',
        pipelineExecutionId: 'p-1',
        remembered: { run: '17', ключ: '"quoted"\n', empty: '' },
        outcome: {
          kind: 'succeeded',
          executionDetails: { summary: 'all well', percentComplete: 0 },
          sealedToken: 'c2Vh',
        },
        spilled: 's'.repeat(300_000),
      },
    ],
    ['that waits', { phase: 'waiting', attempt: 1, notBefore: NOW + 8 * 3_600_000 }],
    [
      'that counts rounds',
      { phase: 'reported', rounds: { number: 3, startedAt: NOW, notBefore: NOW + 8 * 3_600_000 } },
    ],
    [
      'with a failure',
      { phase: 'decided', outcome: { kind: 'failed', failure: { type: 'JobFailed', message: 'Two findings.' } } },
    ],
  ] satisfies [string, Partial<LedgerEntry>][])('gives back an entry %s as it was written', async (_what, changes) => {
    const ledger = open();
    const entry = freshEntry(changes);

    const written = await ledger.write(entry, undefined);

    expect(written).toBe(true);
    expect(await ledger.read(entry.jobId)).toEqual(entry);
  });

  it('writes a first entry only once', async () => {
    const ledger = open();
    const entry = freshEntry();
    await ledger.write(entry, undefined);

    const written = await ledger.write(changed(entry, { phase: 'lost' }, NOW), undefined);

    expect(written).toBe(false);
    expect(await ledger.read(entry.jobId)).toEqual(entry);
  });

  it('writes over the revision that is named, and drops what the new entry has not', async () => {
    const ledger = open();
    const first = freshEntry({ spilled: 'state', owner: { messageId: 'm', invocationId: 'i' } });
    await ledger.write(first, undefined);
    const second = changed(first, { phase: 'running', spilled: undefined }, NOW + 1);

    const written = await ledger.write(second, first.revision);

    expect(written).toBe(true);
    expect(await ledger.read(first.jobId)).toEqual(second);
  });

  it('writes nothing over another revision, nor where there is no entry at all', async () => {
    const ledger = open();
    const entry = freshEntry();
    await ledger.write(entry, undefined);

    const overOther = await ledger.write(changed(entry, { phase: 'lost' }, NOW), 'an older revision');
    const overNothing = await ledger.write(freshEntry(), 'a revision');

    expect([overOther, overNothing]).toEqual([false, false]);
    expect(await ledger.read(entry.jobId)).toEqual(entry);
  });

  it('lets one of many writers win', async () => {
    const ledger = open();
    const first = freshEntry();
    await ledger.write(first, undefined);
    const rivals = Array.from({ length: 8 }, (_, attempt) => changed(first, { attempt }, NOW));

    const written = await Promise.all(rivals.map((rival) => ledger.write(rival, first.revision)));

    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await ledger.read(first.jobId)).toEqual(rivals[written.indexOf(true)]);
  });
});
