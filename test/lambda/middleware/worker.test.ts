import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../lambda/action/failure.ts';
import { continues, failed, succeeded } from '../../../lambda/action/outcome.ts';
import { captureLogLines, counted } from './log-lines.ts';
import { CLIENT_TOKEN, copyArtifact, createWorld, REPORT_KEY } from './world.ts';

const lines = captureLogLines();

describe('a worker', () => {
  it('runs a job and reports its success', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();

    const fate = await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Succeeded',
      result: { executionDetails: { summary: 'copied' } },
    });
    expect(world.objects.get(REPORT_KEY)?.get('report.txt')?.content.toString()).toBe('13 bytes');
    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', leaseUntil: 0, attempt: 1 });
    expect(counted(lines, 'JobsSucceeded')).toBe(1);
  });

  it('reports the failure that an action returns', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();

    const fate = await world.deliver(world.worker(async () => failed('JobFailed', 'Two findings.', 'run-1')));

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Failed',
      result: { type: 'JobFailed', message: 'Two findings.', externalExecutionId: 'run-1' },
    });
  });

  it('reports the failure that an action throws', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();

    await world.deliver(
      world.worker(async () => {
        throw new JobFailure('RevisionOutOfSync', 'The source has changed.');
      }),
    );

    expect(world.codePipeline.job(jobId).result).toMatchObject({
      type: 'RevisionOutOfSync',
      message: 'The source has changed.',
    });
  });

  it('carries the state of an action over the rounds of a continuation', async () => {
    const world = createWorld();
    const first = world.addJob({ outputArtifacts: [] });
    const rounds: (string | undefined)[] = [];
    const worker = world.worker(async ({ continuationToken }) => {
      rounds.push(continuationToken);
      return rounds.length < 3 ? continues(`round ${rounds.length}`, { percentComplete: 50 }) : succeeded();
    });

    for (let round = 1; round <= 3; round++) {
      await world.clock.advance(31_000);
      await world.poll();
      await world.deliver(worker);
    }

    expect(rounds).toEqual([undefined, 'round 1', 'round 2']);
    expect(world.codePipeline.all().map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(world.codePipeline.job(first).continuedAs).toBeDefined();
    expect(world.codePipeline.all()[2]?.result).toEqual({ continuationToken: undefined, executionDetails: {} });
    expect(counted(lines, 'JobsContinued')).toBe(2);
  });

  it('carries state that is too long for a continuation token', async () => {
    const world = createWorld();
    const first = world.addJob({ outputArtifacts: [] });
    const state = 'state '.repeat(10_000);
    let carried: string | undefined;
    const worker = world.worker(async ({ continuationToken }) => {
      carried = continuationToken;
      return carried === undefined ? continues(state) : succeeded();
    });

    for (let round = 1; round <= 2; round++) {
      await world.poll();
      await world.deliver(worker);
      await world.clock.advance(31_000);
    }

    expect(carried).toBe(state);
    expect(JSON.stringify(world.ledger.entry(first))).not.toContain('state state');
  });

  it('reports an action that has not ended near the end of its time, while there is time to', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    const startedAt = world.clock.now();

    const fate = await world.deliver(
      world.worker(() => new Promise(() => undefined)),
      300,
    );

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).result).toMatchObject({
      type: 'JobFailed',
      message: expect.stringContaining('did not finish within 280 seconds'),
    });
    expect(world.clock.now() - startedAt).toBeLessThan(300_000);
  });

  it('never shows a secret in the log, the ledger or the result', async () => {
    const world = createWorld();
    const jobId = world.addJob({
      configuration: { Password: 'correct horse', Note: 'hello' },
      credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'FwoGZXIvYXdz' },
      continuationToken: 'left by the round before',
    });
    await world.poll();

    await world.deliver(
      world.worker(async ({ log, configuration, continuationToken }) => {
        log.info('all of it', { password: configuration.Password?.reveal(), continuationToken, configuration });
        return failed(
          'JobFailed',
          `could not go on from ${continuationToken} with ${configuration.Password?.reveal()}`,
        );
      }),
    );

    const { result } = world.codePipeline.job(jobId);
    const shown = [...lines, JSON.stringify(world.ledger.history), JSON.stringify(result)].join('');
    const secrets = ['correct horse', CLIENT_TOKEN, 'ASIAEXAMPLE', 'wJalrXUtnFEMI', 'FwoGZXIvYXdz', 'left by'];
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(result).toMatchObject({ message: 'could not go on from *** with ***' });
  });

  it('shows the continuation token once the action publishes it as its external id', async () => {
    const world = createWorld();
    const jobId = world.addJob({ continuationToken: 'run-4711', outputArtifacts: [] });
    await world.poll();

    await world.deliver(
      world.worker(async ({ continuationToken }) => succeeded({ externalExecutionId: continuationToken })),
    );

    expect(world.codePipeline.job(jobId).result).toMatchObject({
      executionDetails: { externalExecutionId: 'run-4711' },
    });
  });
});
