import { describe, expect, it } from 'vitest';
import { defineAction } from '../../../lambda/action/action.ts';
import { optional } from '../../../lambda/action/configuration.ts';
import { JobFailure } from '../../../lambda/action/failure.ts';
import type { Job, JobDetails } from '../../../lambda/action/job.ts';
import { continues, failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { secret, wholeNumber } from '../../../lambda/action/parsers.ts';
import type { Secret } from '../../../lambda/action/secret.ts';
import type { ClaimedJob } from '../../../lambda/job/claim.ts';
import { spill } from '../../../lambda/job/continuation.ts';
import { isUnreportable } from '../../../lambda/job/job-source.ts';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import { newEntry } from '../../../lambda/job/ledger.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { run } from '../../../lambda/workplace/work-here.ts';
import { type MemoryArchive, memoryArtifacts } from '../../memory/artifacts.ts';
import { CLIENT, holdLease } from './held-lease.ts';

const REPORT = { name: 'Report', bucketName: 'artifacts', objectKey: 'key/Report' };

type TriedJob = Job<{ readonly Password: Secret | undefined; readonly Count: number | undefined }>;

/** Runs a job with this action and these details. */
async function tryJob(
  act: (job: TriedJob) => Promise<Outcome>,
  details: Partial<JobDetails> | 'none' = {},
  earlierRounds: LedgerEntry[] = [],
) {
  const desk = await holdLease({ entry: { phase: 'running' } });
  for (const round of earlierRounds) desk.ledger.put(round);
  const given = { ...desk.codePipeline.job(desk.jobId).details, ...(details === 'none' ? {} : details) };
  const objects = new Map<string, MemoryArchive>();
  const action = defineAction({
    type: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' },
    description: 'Tries things.',
    configuration: {
      Password: optional(secret, { description: 'A password.' }),
      Count: optional(wholeNumber(1, 10), { description: 'A count.' }),
    },
    inputs: { minimum: 0, maximum: 1 },
    outputs: { minimum: 0, maximum: 1 },
    run: act,
  });
  const job = await desk.ports.source.open(desk.message, desk.redactor);
  if (isUnreportable(job)) throw new Error(job.unreportable);
  const claimed: ClaimedJob = { details: details === 'none' ? undefined : given, job };
  const ports = {
    ...desk.ports,
    artifacts: memoryArtifacts(objects),
    actions: [action],
    surroundings: { local: false },
  };
  const context = { ...desk, killedAt: desk.clock.now() + 900_000 };
  const outcome = desk.clock.finish(run(ports, claimed, context));
  return { ...desk, objects, outcome };
}

const throwing = (error: unknown) => async () => {
  throw error;
};

describe('run', () => {
  it('gives the outcome of the action', async () => {
    const { outcome } = await tryJob(async () => succeeded({ summary: 'done' }));

    expect(await outcome).toEqual({ kind: 'succeeded', summary: 'done' });
  });

  it('makes an outcome of a JobFailure', async () => {
    const { outcome } = await tryJob(throwing(new JobFailure('RevisionOutOfSync', 'The source moved on.')));

    expect(await outcome).toMatchObject({ kind: 'failed', type: 'RevisionOutOfSync', message: 'The source moved on.' });
  });

  it('makes a neutral outcome of any other error, and logs the error', async () => {
    const error = new Error('ECONNREFUSED 10.0.0.7');

    const { outcome, jobId, log } = await tryJob(throwing(error));

    expect(await outcome).toMatchObject({ kind: 'failed', type: 'JobFailed', message: expect.stringContaining(jobId) });
    expect(JSON.stringify(await outcome)).not.toContain('10.0.0.7');
    expect(log.lines).toContainEqual({ level: 'error', message: 'the job failed', fields: { error } });
  });

  it('makes an outcome of an action that throws before it returns a promise', async () => {
    const { outcome } = await tryJob(() => {
      throw new Error('at once');
    });

    expect(await outcome).toMatchObject({ kind: 'failed', type: 'JobFailed' });
  });

  it('names the property when the configuration is wrong', async () => {
    const { outcome } = await tryJob(async () => succeeded(), { configuration: { Count: 'many' } });

    expect(await outcome).toMatchObject({
      type: 'ConfigurationError',
      message: 'Property "Count": allowed is a whole number from 1 to 10 (got "many").',
    });
  });

  it('tells the redactor secret and unknown properties, and no others', async () => {
    const { outcome, redactor } = await tryJob(async () => succeeded(), {
      configuration: { Password: 'correct horse', Count: '000005', Passwort: 'battery staple' },
    });
    await outcome;

    expect(redactor.redact('correct horse, battery staple, 000005')).toBe('***, ***, 000005');
  });

  it('tells the redactor the state that a continuation token stands for', async () => {
    const state = `the password is correct horse ${'.'.repeat(2048)}`;
    const { token, spilled } = spill(state, 'round-1');
    let seen: string | undefined;

    const { outcome, redactor } = await tryJob(
      async ({ continuationToken }) => {
        seen = continuationToken;
        return succeeded();
      },
      { continuationToken: token },
      [{ ...newEntry('round-1', CLIENT, 0), spilled }],
    );
    await outcome;

    expect(seen).toBe(state);
    expect(redactor.redact(`state: ${state}`)).toBe('state: ***');
  });

  it('says so when the worker does not serve the action type', async () => {
    const { outcome } = await tryJob(async () => succeeded(), {
      actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '2' },
    });

    expect(await outcome).toMatchObject({
      type: 'SystemUnavailable',
      message: expect.stringContaining('Test/ThirdParty/Probe/2'),
    });
  });

  it('says so when CodePipeline no longer tells the details for another attempt', async () => {
    const { outcome } = await tryJob(async () => succeeded(), 'none');

    expect(await outcome).toMatchObject({ kind: 'failed', type: 'SystemUnavailable' });
  });

  it('makes a failure of a success without its output artifact', async () => {
    const { outcome } = await tryJob(async () => succeeded(), { outputArtifacts: [REPORT] });

    expect(await outcome).toMatchObject({
      type: 'JobFailed',
      message: expect.stringContaining('output artifact Report'),
    });
  });

  it.each([continues('token'), failed('JobFailed', 'No.')])(
    'wants no output artifact where the action $kind',
    async (end) => {
      const { outcome } = await tryJob(async () => end, { outputArtifacts: [REPORT] });

      expect(await outcome).toMatchObject({ kind: end.kind });
    },
  );

  it('drops what an action wrote and did not finish', async () => {
    let write = (_path: string, _content: string): Promise<void> => Promise.resolve();
    const { outcome, objects } = await tryJob(
      async (job) => {
        ({ write } = job.output());
        await write('a.txt', 'a');
        return failed('JobFailed', 'No.');
      },
      { outputArtifacts: [REPORT] },
    );
    await outcome;

    await expect(write('b.txt', 'b')).rejects.toThrow('aborted');
    expect(objects.size).toBe(0);
  });

  it('drops unfinished output artifacts side by side, and gives its outcome though one of them hangs', async () => {
    const names = ['One', 'Two', 'Three'];
    const aborted: string[] = [];
    const hanging = (name: string) => (): Promise<void> => {
      aborted.push(name);
      return new Promise(() => undefined);
    };
    const { outcome, clock } = await tryJob(
      async (job) => {
        for (const name of names) Object.assign(job.output(name), { abort: hanging(name) });
        return failed('JobFailed', 'No.');
      },
      { outputArtifacts: names.map((name) => ({ ...REPORT, name })) },
    );
    const startedAt = clock.now();

    expect(await outcome).toMatchObject({ kind: 'failed', message: 'No.' });
    expect(aborted).toEqual(names);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(10_000);
  });

  it('gives its outcome though an unfinished output artifact cannot be dropped, and drops the others', async () => {
    const aborted: string[] = [];
    const { outcome, log } = await tryJob(
      async (job) => {
        const refuse = () => Promise.reject(new Error('AbortMultipartUpload was denied'));
        Object.assign(job.output('One'), { abort: refuse });
        Object.assign(job.output('Two'), { abort: async () => void aborted.push('Two') });
        return failed('JobFailed', 'No.');
      },
      { outputArtifacts: ['One', 'Two'].map((name) => ({ ...REPORT, name })) },
    );

    expect(await outcome).toMatchObject({ kind: 'failed', message: 'No.' });
    expect(aborted).toEqual(['Two']);
    expect(log.lines.map(({ message }) => message)).toContain('could not drop an unfinished output artifact');
  });

  it('takes an output artifact that was finished twice', async () => {
    const { outcome, objects } = await tryJob(
      async (job) => {
        await job.output().write('a.txt', 'a');
        await Promise.all([job.output().finish(), job.output().finish()]);
        await job.output().finish();
        return succeeded();
      },
      { outputArtifacts: [REPORT] },
    );

    expect(await outcome).toMatchObject({ kind: 'succeeded' });
    expect(objects.size).toBe(1);
  });

  it('puts the last progress into a continuation that has none of its own', async () => {
    const act = (own: { percentComplete?: number }) => async (job: TriedJob) => {
      job.progress(40, 'testing');
      return continues('token', own);
    };

    const inherited = await tryJob(act({}));
    const own = await tryJob(act({ percentComplete: 50 }));

    expect(await inherited.outcome).toMatchObject({ percentComplete: 40, summary: 'testing' });
    expect(await own.outcome).toMatchObject({ percentComplete: 50, summary: 'testing' });
  });

  it('throws when another worker has taken the job over, though the action does not heed its signal', async () => {
    const desk = await tryJob(() => new Promise(() => undefined));

    await desk.clock.advance(120_000);
    await desk.take('i-2');
    await desk.lease.change({ phase: 'running' }).catch(() => undefined);

    await expect(desk.outcome).rejects.toThrow(LeaseLost);
  });

  it('takes the outcome of an action that stops when its signal fires', async () => {
    const { outcome } = await tryJob(
      (job) => new Promise((resolve) => job.signal.addEventListener('abort', () => resolve(succeeded()))),
    );

    expect(await outcome).toMatchObject({ kind: 'succeeded' });
  });

  it('fails in a sentence that says so when the action overruns the time of its worker', async () => {
    const { outcome } = await tryJob(() => new Promise(() => undefined));

    expect(await outcome).toMatchObject({
      type: 'JobFailed',
      message: 'The action did not finish within 880 seconds, the time its worker has for one job.',
    });
  });
});
