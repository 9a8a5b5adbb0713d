import { describe, expect, it } from 'vitest';
import { continues } from '../../../lambda/action/outcome.ts';
import { countRound } from '../../../lambda/job/rounds.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { clock, MINUTE, NOW, withListing } from './listing.ts';

const listing = withListing();
const { listJson } = listing;

const pipeline = { pipelineName: 'shop', stageName: 'Check', actionName: 'Smoke' };
const DAY = 24 * 60 * MINUTE;

describe('npm run jobs -- list', () => {
  it('shows job, client, phase, age and where in a pipeline each job is from, the newest first', async () => {
    const named = await listing.stack.writeEntry({ phase: 'running', createdAt: NOW - 90 * MINUTE, ...pipeline });
    const queued = await listing.stack.writeEntry({ createdAt: NOW - 30_000 });

    const ended = await listing.stack.runJobs(['list'], { clock });

    const [, first, second] = ended.output.split('\n').map((line) => line.split(/ {2,}/));
    expect(ended.code).toBe(0);
    expect(first).toEqual([queued, listing.stack.clientId, 'queued', '30 s', '-', '-', '-']);
    expect(second).toEqual([named, listing.stack.clientId, 'running', '1 h', 'shop', 'Check', 'Smoke']);
  });

  it('says until when each job waits that waits, of more than one call can read, and what that cost', async () => {
    const moment = (job: number) => NOW + (job + 1) * MINUTE;
    const waiting = Array.from({ length: 101 }, (_, job) => ({ phase: 'waiting' as const, notBefore: moment(job) }));
    await Promise.all(waiting.map((entry, job) => listing.stack.writeEntry({ ...entry, createdAt: NOW - job })));
    await listing.stack.writeEntry({ phase: 'running', createdAt: NOW - MINUTE });

    const jobs = await listJson('--limit', '200');
    const { output, errors } = await listing.stack.runJobs(['list', '--limit', '200'], { clock });

    expect(jobs.map((job) => job['notBefore'])).toEqual([
      ...waiting.map(({ notBefore }) => new Date(notBefore).toISOString()),
      undefined,
    ]);
    expect(output).toContain('  waiting until 2030-01-01T00:01:00.000Z  ');
    expect(errors).toMatch(/^Read in 34 requests: /);
  });

  it('says that polling is paused, and since when, also where every entry is read', async () => {
    await listing.stack.runJobs(['pause'], { clock });

    for (const list of [['list'], ['list', '--scan']]) {
      const { errors } = await listing.stack.runJobs(list, { clock });
      expect(errors).toContain('Polling is paused since 2030-01-01T00:00:00.000Z; npm run jobs -- resume ends that.\n');
    }
  });

  it('begins with the newest jobs where --before is still to come', async () => {
    const jobId = await listing.stack.writeEntry({ createdAt: NOW - MINUTE });

    const jobs = await listJson('--before', '2031-06-30');

    expect(jobs.map((job) => job['jobId'])).toEqual([jobId]);
  });

  it('says what it read, and how many messages each queue holds', async () => {
    await listing.stack.queue.send({ clientId: 'c', jobId: 'j' });

    const ended = await listing.stack.runJobs(['list']);

    expect(ended.output).toBe('No such job in the ledger.\n');
    expect(ended.errors.split('\n')).toEqual([
      'Read in 32 requests: 0 read units, about $0.',
      'A job that an earlier release began is not listed here; list --scan reads every entry.',
      'Queue: about 1 waiting, 0 received or delayed.',
      'Dead letters: about 0 waiting, 0 received or delayed.',
      '',
    ]);
  });

  it('gives one JSON object a line, with times in ISO 8601', async () => {
    const names = { ...pipeline, actionExecutionId: 'a-1', pipelineExecutionId: 'p-1' };
    const jobId = await listing.stack.writeEntry({ phase: 'reported', createdAt: NOW - MINUTE, ...names });

    const jobs = await listJson();

    const createdAt = '2029-12-31T23:59:00.000Z';
    expect(jobs).toEqual([{ jobId, clientId: listing.stack.clientId, phase: 'reported', ...names, createdAt }]);
  });

  it('reads the newest of many in two requests, and goes on from there', async () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => minute);
    await Promise.all(
      minutes.map((minute) => listing.stack.writeEntry({ createdAt: NOW - DAY / 2 - minute * MINUTE })),
    );
    const minutesOf = (jobs: Record<string, unknown>[]) =>
      jobs.map((job) => (NOW - DAY / 2 - Date.parse(String(job['createdAt']))) / MINUTE);

    const noon = createManualClock(NOW - DAY / 2);
    const first = await listing.stack.runJobs(['list', '--json', '--limit', '3'], { clock: noon });
    const [, before = ''] = /--before (\S+) goes on/.exec(first.errors) ?? [];
    const second = await listJson('--limit', '40', '--before', before);
    const last = await listJson('--before', String(second.at(-1)?.['createdAt']));

    const jobs = first.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first.errors).toMatch(/^Read in 2 requests: /);
    expect([...minutesOf(jobs), ...minutesOf(second), ...minutesOf(last)]).toEqual(minutes);
  });

  it('goes back from day to day for as long as an entry may be kept', async () => {
    const days = [0, 1, 5, 14];
    for (const day of days) await listing.stack.writeEntry({ createdAt: NOW - day * DAY - 1 });

    const jobs = await listJson();

    expect(jobs.map((job) => Math.floor((NOW - Date.parse(String(job['createdAt']))) / DAY))).toEqual(days);
  });

  it('keeps the jobs of one moment on one page, so that none is passed over', async () => {
    for (let job = 0; job < 5; job++) await listing.stack.writeEntry({ createdAt: NOW - 10 });
    const older = await listing.stack.writeEntry({ createdAt: NOW - 20 });

    const first = await listJson('--limit', '2');
    const second = await listJson('--before', String(first.at(-1)?.['createdAt']));

    expect(first).toHaveLength(5);
    expect(second.map(({ jobId }) => jobId)).toEqual([older]);
  });

  it('leaves out jobs of other phases and of other clients, and tells what that cost', async () => {
    const createdAt = NOW - 1;
    const wanted = await listing.stack.writeEntry({ phase: 'lost', createdAt });
    await listing.stack.writeEntry({ phase: 'queued', createdAt });
    await listing.stack.writeEntry({ phase: 'lost', clientId: 'someone else', createdAt });

    const args = ['list', '--json', '--phase', 'lost', '--client', listing.stack.clientId];
    const ended = await listing.stack.runJobs(args, { clock });

    expect(
      ended.output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).jobId),
    ).toEqual([wanted]);
    expect(ended.errors).toMatch(/^Read in 32 requests: (1 read unit|0\.5 read units), about \$0\.0000001?\d+\.$/m);
  });

  it('takes several phases, in the index and in a scan', async () => {
    const createdAt = NOW - 1;
    const running = await listing.stack.writeEntry({ phase: 'running', createdAt });
    const decided = await listing.stack.writeEntry({ phase: 'decided', createdAt });
    await listing.stack.writeEntry({ phase: 'reported', createdAt });

    const atWork = ['--phase', 'claiming,running,decided'];
    const [listed, scanned] = [await listJson(...atWork), await listJson('--scan', ...atWork)];

    for (const jobs of [listed, scanned])
      expect(jobs.map(({ jobId }) => jobId).toSorted()).toEqual([running, decided].toSorted());
  });

  it('lists no count of rounds', async () => {
    await listing.stack.writeEntry({ createdAt: NOW - 1 });
    const clockPorts = { ledger: listing.stack.ledger, clock };
    const chain = { clientId: 'c', pipeline: {}, job: { sealingKey: () => Buffer.alloc(32) } };
    await countRound(clockPorts, chain, undefined, continues('state'));

    expect(await listJson()).toHaveLength(1);
  });

  it.each([
    ['a phase that is not one', ['--phase', 'stuck'], '--phase is one of queued, claiming, waiting, running'],
    ['no limit at all', ['--limit', '0'], '--limit must be a whole number from 1 to 10000, got "0"'],
    ['a limit in words', ['--limit', 'few'], 'got "few"'],
    ['an unknown flag', ['--verbose'], "Unknown option '--verbose'"],
    ['a moment that is none', ['--before', 'yesterday'], '--before is "yesterday": it takes a moment such as 2030-'],
    ['a word too many', ['all'], 'Expected besides flags: none; got 1 words'],
  ])('refuses %s with exit code 2', async (_what, args, message) => {
    const ended = await listing.stack.runJobs(['list', ...args]);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
  });
});
