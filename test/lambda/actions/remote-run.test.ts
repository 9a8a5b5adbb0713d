import { describe, expect, it } from 'vitest';
import { remoteRun } from '../../../lambda/actions/remote-run.ts';
import { runAction, type Situation } from '../../../testing/index.ts';
import { json, startServer } from './recording-server.ts';

const TOKEN = 'service-token-value';
const JOB_ID = '6f1a2c52-8f6e-4f5e-9c9b-0d7f5a3b1e11';
const PIPELINE = { pipelineName: 'shop', stageName: 'Check', actionName: 'Guard' };

const run = (ServiceUrl: string, situation: Situation<typeof remoteRun> = {}) =>
  runAction(remoteRun, {
    jobId: JOB_ID,
    pipeline: PIPELINE,
    surroundings: { local: true },
    ...situation,
    configuration: { ServiceUrl, ServiceToken: TOKEN, ...situation.configuration },
  });

describe('the first round of remote-run', () => {
  it('starts a run and continues with its id', async () => {
    await using server = await startServer(json({ id: 'run-5' }, 201));

    const { outcome, remembered } = await run(`${server.url}/v1`, { configuration: { Suite: 'smoke' } });

    expect(outcome).toEqual({
      kind: 'continues',
      continuationToken: 'run-5',
      externalExecutionId: 'run-5',
      percentComplete: 0,
    });
    expect(remembered).toEqual({ runId: 'run-5' });
    expect(server.requests).toMatchObject([
      { method: 'POST', url: '/v1/runs', headers: { authorization: `Bearer ${TOKEN}`, 'idempotency-key': JOB_ID } },
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      suite: 'smoke',
      jobId: JOB_ID,
      pipeline: PIPELINE,
    });
  });

  it('starts no second run when an earlier attempt was killed after the start', async () => {
    await using server = await startServer(json({ id: 'run-6' }));

    const { outcome } = await run(server.url, { remembered: { runId: 'run-5' } });

    expect(outcome).toMatchObject({ kind: 'continues', continuationToken: 'run-5' });
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['no id', { run: 'run-5' }, 'gave no usable "id"'],
    ['an id that leads out of /runs', { id: '../admin' }, 'gave no usable "id"'],
    ['a list', ['run-5'], 'answered something other than a JSON object'],
  ])('fails when the service answers %s', async (_, answer, problem) => {
    await using server = await startServer(json(answer));

    const { outcome, remembered } = await run(server.url);

    expect(outcome).toMatchObject({ kind: 'failed', type: 'JobFailed', message: expect.stringContaining(problem) });
    expect(remembered).toEqual({});
  });

  it('fails with a ConfigurationError that names ServiceToken when the service refuses it', async () => {
    await using server = await startServer(json({}, 403));

    const { outcome } = await run(server.url);

    expect(outcome).toMatchObject({
      kind: 'failed',
      type: 'ConfigurationError',
      message: expect.stringContaining('"ServiceToken"'),
    });
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });
});

describe('a later round of remote-run', () => {
  it.each([
    [
      { status: 'running', percentComplete: 40.4 },
      { kind: 'continues', continuationToken: 'run-5', percentComplete: 40 },
    ],
    [
      { status: 'running', percentComplete: 250 },
      { kind: 'continues', percentComplete: undefined },
    ],
    [
      { status: 'running', summary: 'warming up' },
      { kind: 'continues', summary: 'warming up' },
    ],
    [
      { status: 'succeeded', summary: '12 passed' },
      { kind: 'succeeded', summary: '12 passed', percentComplete: 100 },
    ],
    [
      { status: 'failed', summary: '2 of 12 failed' },
      { kind: 'failed', type: 'JobFailed', message: '2 of 12 failed' },
    ],
    [{ status: 'failed' }, { kind: 'failed', message: expect.stringContaining('Run run-5 failed') }],
  ])('makes of %o the outcome %o', async (answer, expected) => {
    await using server = await startServer(json(answer));

    const { outcome } = await run(`${server.url}/v1/`, { state: 'run-5' });

    expect(outcome).toMatchObject({ ...expected, externalExecutionId: 'run-5' });
    expect(server.requests).toMatchObject([{ method: 'GET', url: '/v1/runs/run-5' }]);
  });

  it.each([
    ['30 seconds', 30, 30],
    ['a day, which is cut to ten hours', 86_400, 36_000],
  ])('is put off when the service wants to be asked again after %s', async (_what, askAgainAfterSeconds, seconds) => {
    await using server = await startServer(json({ status: 'running', askAgainAfterSeconds }));
    const from = Date.now();

    const { outcome } = await run(server.url, { state: 'run-5' });

    const notBefore = outcome.kind === 'continues' ? Number(outcome.notBefore) - seconds * 1000 : Number.NaN;
    expect(notBefore).toBeGreaterThanOrEqual(from);
    expect(notBefore).toBeLessThanOrEqual(Date.now());
  });

  it.each([0, -5, 'soon', null, Number.MAX_VALUE * 10])(
    'is not put off when it says %s',
    async (askAgainAfterSeconds) => {
      await using server = await startServer(json({ status: 'running', askAgainAfterSeconds }));

      const { outcome } = await run(server.url, { state: 'run-5' });

      expect(outcome).toMatchObject({ kind: 'continues' });
      expect(outcome).not.toHaveProperty('notBefore');
    },
  );

  it('fails on a status that it does not know', async () => {
    await using server = await startServer(json({ status: 'paused' }));

    const { outcome } = await run(server.url, { state: 'run-5' });

    expect(outcome).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('allowed are running, succeeded and failed'),
    });
  });

  it('stops at once when its time is up while it waits for the service', async () => {
    await using server = await startServer('silence');
    const stop = new AbortController();

    const trial = run(server.url, { state: 'run-5', signal: stop.signal });
    setImmediate(() => stop.abort());

    expect((await trial).outcome).toMatchObject({ message: expect.stringContaining('did not finish within') });
  });
});
