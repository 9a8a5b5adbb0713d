import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { continues, defineAction, JobFailure, type Outcome, publicFetch, succeeded } from '../../lambda/index.ts';
import { createManualClock, runAction } from '../../testing/index.ts';
import { type ProbeJob, tryWith } from './probe.ts';

describe('an action that runs in a test', () => {
  it('has its configuration, its artifacts, what an earlier attempt remembered, and a folder', async () => {
    const trial = await tryWith(
      async (job) => {
        const site = job.input('Site');
        const page = await site?.read('a/index.html');
        await job.output('Report')?.write('report.txt', `${page?.length} bytes, ${job.configuration.Note}`);
        await job.remember('page', '3');
        job.progress(50, 'half');
        job.log.info('read', { folder: job.folder.length > 0, run: job.remembered('run'), revision: site?.revision });
        return succeeded({ summary: `attempt ${job.attempt}`, percentComplete: 100 });
      },
      {
        configuration: { Note: 'hello' },
        inputs: { Site: { 'a/index.html': '<h1>' } },
        revisions: { Site: '4f3c2a1' },
        outputs: ['Report'],
        remembered: { run: '17' },
        attempt: 2,
      },
    );

    expect(trial.outcome).toEqual({ kind: 'succeeded', summary: 'attempt 2', percentComplete: 100 });
    expect(trial.outputs['Report']?.paths).toEqual(['report.txt']);
    expect(trial.outputs['Report']?.text('report.txt')).toBe('4 bytes, hello');
    expect(trial.remembered).toEqual({ run: '17', page: '3' });
    expect(trial.progress).toEqual([{ percentComplete: 50, summary: 'half' }]);
    expect(trial.log).toContainEqual({
      level: 'info',
      message: 'read',
      fields: { folder: true, run: '17', revision: '4f3c2a1' },
    });
  });

  it.each(['constructor', 'toString', '__proto__'])('remembers nothing called %s before it says so', async (key) => {
    const told: unknown[] = [];

    const { remembered } = await tryWith(async (job) => {
      told.push(job.remembered(key));
      await job.remember(key, '3');
      told.push(job.remembered(key));
      return succeeded();
    });

    expect(told).toEqual([undefined, '3']);
    expect(Object.entries(remembered)).toEqual([[key, '3']]);
  });

  it('says when the next round starts, within what a worker allows', async () => {
    const clock = createManualClock(Date.UTC(2030, 0, 1));
    const waitFor = async (hours: number) => {
      const notBefore = new Date(clock.now() + hours * 3_600_000);
      const { outcome, log } = await tryWith(async () => continues('run-17', { notBefore }), { clock });
      return [outcome.kind === 'continues' && outcome.notBefore?.toISOString(), log.map(({ level }) => level)];
    };

    expect(await waitFor(8)).toEqual(['2030-01-01T08:00:00.000Z', []]);
    expect(await waitFor(14)).toEqual(['2030-01-01T11:45:00.000Z', ['warn']]);
    expect(await waitFor(-1)).toEqual([undefined, []]);
  });

  it('reads a folder, an archive in a file, and the bytes of one, as it reads files by their paths', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'site-'));
    await writeFile(join(folder, 'a.txt'), 'a', { mode: 0o600 });
    await symlink('a.txt', join(folder, 'b'));
    const list = async (job: ProbeJob) => {
      const paths: string[] = [];
      for await (const { path, type } of job.input('Site')?.entries() ?? []) paths.push(`${path} ${type}`);
      return succeeded({ summary: paths.join(', ') });
    };
    const copied = await tryWith(
      async (job) => {
        for await (const entry of job.input('Site')?.entries() ?? []) await job.output('Copy')?.copy(entry);
        return succeeded();
      },
      { inputs: { Site: folder }, outputs: ['Copy'] },
    );
    const archive = copied.outputs['Copy']?.archive ?? new Uint8Array();
    await writeFile(join(folder, 'site.zip'), archive);

    const trials = await Promise.all(
      [{ 'a.txt': 'a', 'c/': '' }, folder, join(folder, 'site.zip'), archive].map((Site) =>
        tryWith(list, { inputs: { Site } }),
      ),
    );
    await rm(folder, { recursive: true });

    const links = 'a.txt file, b symlink';
    expect(trials.map(({ outcome }) => 'summary' in outcome && outcome.summary)).toEqual([
      'a.txt file, c directory',
      `${links}, site.zip file`,
      links,
      links,
    ]);
  });

  it('asks what the test gives in place of the network, and nothing that a worker would not ask', async () => {
    const asked: string[] = [];
    const fetch = async (url: URL, { method }: RequestInit) => {
      asked.push(`${method} ${url}`);
      return Response.json({ status: 'green' });
    };
    const ask = (url: string) => async (job: ProbeJob) => {
      const answer = await publicFetch(job, url, { method: 'POST', maxBytes: 18 });
      return succeeded({ summary: await answer.text() });
    };

    const good = await tryWith(ask('https://service.example/runs'), { fetch });
    const insecure = await Promise.all(
      ['http://127.0.0.1/latest', 'http://service.example/', 'https://localhost/', 'https://10.0.0.1/'].map((at) =>
        tryWith(ask(at), { fetch }),
      ),
    );
    const long = await tryWith(ask('https://service.example/'), { fetch: async () => new Response('x'.repeat(19)) });

    expect(good.outcome).toMatchObject({ kind: 'succeeded', summary: '{"status":"green"}' });
    expect(asked).toEqual(['POST https://service.example/runs']);
    for (const { outcome } of [...insecure, long]) {
      expect(outcome).toMatchObject({ kind: 'failed', type: 'SystemUnavailable' });
    }
  });

  it('hands its state to the next round, through its own parser', async () => {
    const counting = defineAction({
      type: { category: 'Test', provider: 'Probe', version: '1' },
      description: 'Counts.',
      configuration: {},
      inputs: 0,
      outputs: 0,
      state: z.object({ round: z.number(), since: z.coerce.date(), padding: z.string().optional() }),
      async run(job) {
        const { round, since } = job.state ?? { round: 0, since: new Date(0) };
        if (round < 2) return continues({ round: round + 1, since, padding: 'p'.repeat(5000) });
        return succeeded({ summary: `${round} since ${since.getFullYear()}` });
      },
    });

    const first = await runAction(counting);
    const second = await runAction(counting, { state: first.state });
    const third = await runAction(counting, { state: second.state });

    expect([first.outcome.kind, second.outcome.kind]).toEqual(['continues', 'continues']);
    expect(third.outcome).toMatchObject({ kind: 'succeeded', summary: '2 since 1970' });
  });

  it('hands a plain token on as it is', async () => {
    const act = async (job: ProbeJob) =>
      job.state === undefined
        ? continues('{"a":1}')
        : succeeded({ summary: `${[job.state, job.continuationToken].every((token) => token === '{"a":1}')}` });

    const { state, outcome } = await tryWith(act);
    const second = await tryWith(act, { state });

    expect(outcome).toMatchObject({ kind: 'continues', continuationToken: '{"a":1}' });
    expect(second.outcome).toMatchObject({ summary: 'true' });
  });

  it('is told that time is up when the test says so, and fails as it does on AWS', async () => {
    const stop = new AbortController();

    const { outcome, thrown } = await tryWith(
      async ({ signal }) => {
        queueMicrotask(() => stop.abort());
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw signal.reason;
      },
      { signal: stop.signal },
    );

    expect(outcome).toMatchObject({ message: expect.stringContaining('did not finish within 880 seconds') });
    expect(thrown).toBeInstanceOf(JobFailure);
  });

  it('has the time that the clock of the test lets pass', async () => {
    const clock = createManualClock();

    const trial = tryWith(() => new Promise<Outcome>(() => undefined), { clock });

    expect((await clock.finish(trial)).outcome).toMatchObject({ type: 'JobFailed' });
  });
});

it('shows no secret in what a trial tells', async () => {
  const trial = await tryWith(
    async (job) => {
      job.log.warn('asking', { with: job.configuration.Password?.reveal() });
      return succeeded({ summary: `used ${job.configuration.Password?.reveal()}` });
    },
    { configuration: { Password: 'correct horse' } },
  );

  const thrower = await tryWith(
    async (job) => {
      throw new Error(`refused ${job.configuration.Password?.reveal()}`);
    },
    { configuration: { Password: 'correct horse' } },
  );

  expect(JSON.stringify(trial)).not.toContain('horse');
  expect(thrower.log).toMatchObject([{ message: 'the job failed', fields: { error: { message: 'refused ***' } } }]);
});

describe('an action that gives output variables and a revision', () => {
  const source = defineAction({
    type: { category: 'Source', provider: 'Probe', version: '1' },
    description: 'Finds a revision.',
    configuration: {},
    inputs: 0,
    outputs: 0,
    run: async ({ pipelineArn }) =>
      succeeded({
        currentRevision: { revision: '4f3c2a1', changeIdentifier: 'main', created: new Date(0) },
        variables: { Branch: 'main', Pipeline: pipelineArn ?? 'unknown' },
      }),
  });

  it('gives them as a custom one', async () => {
    const { outcome } = await runAction(source, { integration: 'custom' });

    expect(outcome).toMatchObject({
      kind: 'succeeded',
      currentRevision: { revision: '4f3c2a1', changeIdentifier: 'main', created: new Date(0) },
      variables: { Branch: 'main', Pipeline: expect.stringMatching(/^arn:aws:codepipeline:/) },
    });
  });

  it("is told as a partner's that CodePipeline takes none", async () => {
    const { outcome } = await runAction(source);

    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining('output variables') });
  });
});
