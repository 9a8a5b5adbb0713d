import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientsTableName } from '../../../model/local/services.ts';
import { clock, MINUTE, NOW, withListing } from './listing.ts';

const listing = withListing('--scan');
const { listJson } = listing;

describe('npm run jobs -- list --scan', () => {
  it('shows job, client, phase, attempt, age, lease and outcome of each job', async () => {
    const running = await listing.stack.writeEntry({
      phase: 'running',
      attempt: 2,
      leaseUntil: NOW + 1,
      changedAt: NOW - 90 * MINUTE,
    });
    const decided = await listing.stack.writeEntry({
      phase: 'decided',
      leaseUntil: NOW,
      changedAt: NOW - 30_000,
      outcome: { kind: 'succeeded', executionDetails: {}, sealedToken: 'c2Vh' },
    });

    const ended = await listing.stack.runJobs(['list', '--scan'], { clock });

    const [, first, second] = ended.output.split('\n').map((line) => line.split(/ {2,}/));
    expect(ended.code).toBe(0);
    expect(first).toEqual([decided, listing.stack.clientId, 'decided', '0', '30 s', '-', 'continues']);
    expect(second).toEqual([running, listing.stack.clientId, 'running', '2', '1 h', 'held', '-']);
  });

  it('gives one JSON object a line, with times in ISO 8601', async () => {
    const jobId = await listing.stack.writeEntry({
      phase: 'reported',
      changedAt: NOW,
      outcome: { kind: 'failed', failure: { type: 'JobFailed', message: 'broken' } },
    });

    const jobs = await listJson();

    const expected = { jobId, clientId: listing.stack.clientId, phase: 'reported', attempt: 0, outcome: 'failed' };
    expect(jobs).toEqual([{ ...expected, changedAt: '2030-01-01T00:00:00.000Z', held: false }]);
  });

  it('says until when a job waits', async () => {
    const jobId = await listing.stack.writeEntry({
      phase: 'waiting',
      notBefore: NOW + 8 * 60 * MINUTE,
      changedAt: NOW,
    });

    const { output } = await listing.stack.runJobs(['list', '--scan'], { clock });

    expect(await listJson()).toMatchObject([{ jobId, notBefore: '2030-01-01T08:00:00.000Z' }]);
    expect(output).toContain('  waiting until 2030-01-01T08:00:00.000Z  ');
  });

  it('begins with the job that changed last', async () => {
    const minutes = [5, 2, 8, 1, 7, 3, 6, 4];
    for (const minute of minutes) await listing.stack.writeEntry({ changedAt: NOW - minute * MINUTE });

    const jobs = await listJson();

    const changedAt = jobs.map((job) => NOW - Date.parse(String(job['changedAt'])));
    expect(changedAt).toEqual(minutes.toSorted().map((minute) => minute * MINUTE));
  });

  it('leaves out jobs of other phases and of other clients', async () => {
    const wanted = await listing.stack.writeEntry({ phase: 'lost' });
    await listing.stack.writeEntry({ phase: 'queued' });
    await listing.stack.writeEntry({ phase: 'lost', clientId: 'someone else' });

    const jobs = await listJson('--phase', 'lost', '--client', listing.stack.clientId);

    expect(jobs.map(({ jobId }) => jobId)).toEqual([wanted]);
  });

  it('reads every page of the ledger', async () => {
    for (let written = 0; written < 450; written += 50) {
      await Promise.all(Array.from({ length: 50 }, () => listing.stack.writeEntry()));
    }

    const jobs = await listJson('--limit', '1000');

    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(450);
  });

  it('shows those that changed last when there are more than the limit, and says how many there are', async () => {
    for (let minute = 0; minute < 30; minute++) await listing.stack.writeEntry({ changedAt: NOW - minute * MINUTE });

    const ended = await listing.stack.runJobs(['list', '--scan', '--json', '--limit', '2']);

    const changedAt = ended.output
      .trimEnd()
      .split('\n')
      .map((line) => NOW - Date.parse(JSON.parse(line).changedAt));
    expect(changedAt).toEqual([0, MINUTE]);
    expect(ended.errors).toMatch(/^Read in 1 request: [\d.]+ read units?, about \$0\.0000\d+\.$/m);
    expect(ended.errors).toContain('There are 30 such jobs; --limit takes up to 10000.\n');
  });

  it('shows what an earlier release began, which is in no list', async () => {
    const jobId = await listing.stack.writeEntry({ createdAt: undefined });

    const [listed, scanned] = [await listing.stack.runJobs(['list']), await listJson()];

    expect(listed.output).toBe('No such job in the ledger.\n');
    expect(listed.errors).toContain(
      'A job that an earlier release began is not listed here; list --scan reads every entry.',
    );
    expect(scanned).toMatchObject([{ jobId }]);
  });

  it('does not take the clients for jobs', async () => {
    await listing.stack.runClients(['add', randomUUID()], { input: 'made-up' });

    const ended = await listing.stack.runJobs(['list', '--scan', '--ledger-table', clientsTableName]);

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain(`${clientsTableName} is not a ledger.`);
  });

  it('does not go on where a list ended', async () => {
    const ended = await listing.stack.runJobs(['list', '--scan', '--before', '2030-01-01']);

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('--scan reads every entry at once') });
  });
});
