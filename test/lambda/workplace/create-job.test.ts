import { describe, expect, it } from 'vitest';
import type { ArtifactLocation } from '../../../lambda/action/job.ts';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import { createMemory } from '../../../lambda/job/remember.ts';
import { followTransfers } from '../../../lambda/job/transfers.ts';
import { createJob } from '../../../lambda/workplace/create-job.ts';
import { archiveOf, type MemoryArchive, memoryArtifacts } from '../../memory/artifacts.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { CLIENT, holdLease } from '../job/held-lease.ts';

const artifact = (name: string): ArtifactLocation => ({ name, bucketName: 'artifacts', objectKey: `key/${name}` });

async function openJob(artifacts: { inputs?: string[]; outputs?: string[] } = {}, plan: FaultPlan = () => 'none') {
  const desk = await holdLease({ entry: { remembered: { run: '17' } }, plan });
  const inputArtifacts = (artifacts.inputs ?? []).map(artifact);
  const outputArtifacts = (artifacts.outputs ?? []).map(artifact);
  const objects = new Map<string, MemoryArchive>(
    inputArtifacts.map(({ name, objectKey }) => [objectKey, archiveOf({ 'name.txt': name })]),
  );
  const { signal } = new AbortController();
  const parts = {
    details: { ...desk.codePipeline.job(desk.jobId).details, inputArtifacts, outputArtifacts },
    clientId: CLIENT,
    folder: '/tmp/job',
    configuration: { Note: 'hello' },
    surroundings: { local: false },
    continuationToken: undefined,
    artifacts: memoryArtifacts(objects),
    access: {
      signal,
      encryptionKeyId: undefined,
      transfers: followTransfers(desk.log, desk.clock),
      credentials: () => Promise.reject(new Error('not needed')),
    },
    log: desk.log,
    remember: createMemory(desk.lease, desk.redactor),
    remembered: (key: string) => desk.lease.entry.remembered[key],
  };
  return { ...desk, ...createJob(parts), objects, signal };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('a job', () => {
  it('tells what it is', async () => {
    const { job, jobId, signal } = await openJob({ inputs: ['Source'], outputs: ['Report', 'Log'] });

    expect(job).toMatchObject({
      id: jobId,
      clientId: CLIENT,
      configuration: { Note: 'hello' },
      inputs: ['Source'],
      outputs: ['Report', 'Log'],
      signal,
    });
  });

  it('opens its only input without a name, and one of several by name', async () => {
    const one = await openJob({ inputs: ['Source'] });
    const several = await openJob({ inputs: ['Source', 'Extra'] });

    expect(textOf(await one.job.input().read('name.txt'))).toBe('Source');
    expect(textOf(await several.job.input('Extra').read('name.txt'))).toBe('Extra');
  });

  it.each([
    [[], undefined, 'exactly one input artifact, the pipeline gives it none'],
    [['Source', 'Extra'], undefined, 'exactly one input artifact, the pipeline gives it "Source", "Extra"'],
    [['Source'], 'Extra', 'an input artifact named "Extra", the pipeline gives it "Source"'],
  ])(
    'says that the pipeline is wrong when it gives the inputs %j and %s is asked for',
    async (inputs, name, message) => {
      const { job } = await openJob({ inputs });

      expect(() => job.input(name)).toThrow(expect.objectContaining({ type: 'ConfigurationError' }));
      expect(() => job.input(name)).toThrow(message);
    },
  );

  it('refuses an output artifact that the pipeline does not have', async () => {
    const { job } = await openJob({ outputs: ['Report'] });

    expect(() => job.output('Extra')).toThrow('an output artifact named "Extra", the pipeline gives it "Report"');
  });

  it('gives the same output artifact however often it is asked for', async () => {
    const { job, objects } = await openJob({ outputs: ['Report'] });

    await job.output().write('a.txt', 'a');
    await job.output('Report').write('b.txt', 'b');
    await job.output().finish();

    expect([...(objects.get('key/Report')?.keys() ?? [])]).toEqual(['a.txt', 'b.txt']);
  });

  it('keeps the last progress', async () => {
    const { job, progress } = await openJob();

    job.progress(10, 'began');
    job.progress(60);

    expect(progress()).toEqual({ percentComplete: 60, summary: undefined });
  });
});

describe('what a job remembers', () => {
  it('is kept in the ledger, beside what an earlier attempt kept', async () => {
    const { job, ledger, jobId } = await openJob();

    await job.remember('page', '3');

    expect(ledger.entry(jobId).remembered).toEqual({ run: '17', page: '3' });
    expect([job.remembered('run'), job.remembered('page'), job.remembered('other')]).toEqual(['17', '3', undefined]);
  });

  it('is all of what it remembers at the same time', async () => {
    const { job, ledger, jobId } = await openJob();

    await Promise.all([job.remember('page', '3'), job.remember('word', '7')]);

    expect(ledger.entry(jobId).remembered).toEqual({ run: '17', page: '3', word: '7' });
  });

  it('is never a secret', async () => {
    const { job, ledger, redactor } = await openJob();
    redactor.add('correct horse');

    const inValue = job.remember('note', 'the correct horse');
    await expect(inValue).rejects.toThrow('remember("note") was given a secret');
    const inBase64 = job.remember('note', Buffer.from('correct horse').toString('base64'));
    await expect(inBase64).rejects.toThrow('was given a secret');

    expect(JSON.stringify(ledger.history)).not.toContain('horse');
  });

  it('may hold a short secret by chance, and its key may be one', async () => {
    const { job, redactor } = await openJob();
    for (const secret of ['2026', 'main', 'runId-of-this']) redactor.add(secret);

    await job.remember('runId-of-this', '2026-main');

    expect(job.remembered('runId-of-this')).toBe('2026-main');
  });

  it('may share its beginning with a secret', async () => {
    const { job, redactor } = await openJob();
    redactor.add('https://hooks.example.com/services/T00/B00/XXXXSECRET');

    await job.remember('run', 'https://hooks.example.com/services/public');

    expect(job.remembered('run')).toContain('public');
  });

  it('is at most 64 KiB', async () => {
    const { job, ledger, jobId } = await openJob();
    const room = 64 * 1024 - Buffer.byteLength(JSON.stringify({ run: '17', big: '' }));

    await job.remember('big', 'b'.repeat(room));
    const tooMuch = job.remember('big', 'b'.repeat(room + 1));

    await expect(tooMuch).rejects.toThrow('makes 65537 bytes in all; at most 65536 are kept');
    expect(ledger.entry(jobId).remembered['big']).toHaveLength(room);
  });
});

describe('what a job wants to remember', () => {
  it('is a SystemUnavailable failure when the ledger cannot be reached', async () => {
    let isAway = false;
    const { job } = await openJob({}, () => (isAway ? 'request-lost' : 'none'));
    isAway = true;

    const kept = job.remember('page', '3');

    await expect(kept).rejects.toMatchObject({
      name: 'JobFailure',
      type: 'SystemUnavailable',
      message: 'The worker could not reach its ledger. Run the action again.',
    });
    expect(job.remembered('page')).toBeUndefined();
  });

  it('is refused as LeaseLost when another worker has taken the job over', async () => {
    const { job, clock, take } = await openJob();
    await clock.advance(120_000);
    await take('i-2');

    const kept = job.remember('page', '3');

    await expect(kept).rejects.toThrow(LeaseLost);
  });
});

describe('the outputs of a job', () => {
  it('are all required, even one that the action never opened', async () => {
    const { job, outputs } = await openJob({ outputs: ['Report', 'Log', 'Extra'] });
    await job.output('Report').finish();
    await job.output('Log').write('a.txt', 'a');

    expect(() => outputs.requireFinished()).toThrow('without writing its output artifact Log, Extra');
  });

  it('are complete when each is finished', async () => {
    const { job, outputs } = await openJob({ outputs: ['Report'] });
    await job.output().finish();

    expect(() => outputs.requireFinished()).not.toThrow();
  });

  it('are dropped when they are unfinished', async () => {
    const { job, outputs, objects } = await openJob({ outputs: ['Report', 'Log'] });
    await job.output('Report').finish();
    const log = job.output('Log');

    await outputs.abortUnfinished();

    await expect(log.write('late.txt', 'late')).rejects.toThrow('aborted');
    expect([...objects.keys()]).toEqual(['key/Report']);
  });
});
