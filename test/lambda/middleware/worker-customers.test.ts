import { describe, expect, it } from 'vitest';
import { captureLogLines, counted } from './log-lines.ts';
import { CLIENT, copyArtifact, createWorld, REPORT_KEY } from './world.ts';

const lines = captureLogLines();
const OTHER = 'c0ffee00-0000-4000-8000-000000000002';

describe('a worker and its customers', () => {
  it.each(['unknown', 'disabled', 'refused'] as const)(
    'ends a job of a customer that is %s as unreportable, and goes on with those of others',
    async (state) => {
      const world = createWorld();
      world.clients.set(OTHER, state);
      world.codePipeline.setToken(OTHER, 'token-of-other');
      const unreportable = world.addJob({ clientId: OTHER });
      const good = world.addJob();
      await world.poll();
      const worker = world.worker(copyArtifact);

      const fates = [await world.deliver(worker), await world.deliver(worker)];

      expect(fates).toEqual(['deleted', 'deleted']);
      expect(world.ledger.entry(unreportable).phase).toBe('unreportable');
      expect(world.codePipeline.job(unreportable).status).toBe('Dispatched');
      expect(world.codePipeline.job(good).status).toBe('Succeeded');
      expect(counted(lines, 'JobsUnreportable')).toBe(state === 'disabled' ? 0 : 1);
      expect(counted(lines, 'JobsOfDisabledClients')).toBe(state === 'disabled' ? 1 : 0);
    },
  );

  it('ends a job as unreportable when CodePipeline refuses the newest client token', async () => {
    const world = createWorld();
    world.codePipeline.setToken(CLIENT, 'something else');
    const jobId = world.addJob();
    await world.poll();

    const fate = await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.ledger.entry(jobId).phase).toBe('unreportable');
    expect(counted(lines, 'JobsUnreportable')).toBe(1);
  });

  it('finds a rotated client token in the same attempt', async () => {
    const world = createWorld();
    const worker = world.worker(copyArtifact);
    world.addJob();
    await world.poll();
    await world.deliver(worker);
    world.codePipeline.setToken(CLIENT, 'rotated-token');
    world.clients.set(CLIENT, { token: 'rotated-token' });
    const jobId = world.addJob();
    await world.poll();

    await world.deliver(worker);

    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
    expect(world.ledger.entry(jobId).attempt).toBe(1);
  });

  it('reports with a client token that was rotated while the action ran', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();

    await world.deliver(
      world.worker(async (job) => {
        world.codePipeline.setToken(CLIENT, 'rotated-token');
        world.clients.set(CLIENT, { token: 'rotated-token' });
        return copyArtifact(job);
      }),
    );

    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });

  it('renews artifact credentials with a client token that was rotated while the action ran', async () => {
    const world = createWorld();
    const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret key', sessionToken: 'session token' };
    const jobId = world.addJob({ credentials });
    await world.poll();
    const ports = world.workerPorts(async (job) => {
      world.codePipeline.setToken(CLIENT, 'rotated-token');
      world.clients.set(CLIENT, { token: 'rotated-token' });
      await world.clock.sleep(601_000);
      return copyArtifact(job);
    });
    const { artifacts } = ports;
    const input: typeof artifacts.input = (location, access) => {
      const artifact = artifacts.input(location, access);
      return { ...artifact, read: (path) => access.credentials().then(() => artifact.read(path)) };
    };

    await world.deliver(world.workerWith({ ...ports, artifacts: { ...artifacts, input } }));

    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'Succeeded' });
  });

  it('takes up an unreportable job once its customer was put right', async () => {
    const world = createWorld();
    world.clients.set(CLIENT, 'unknown');
    const jobId = world.addJob();
    await world.poll();
    const worker = world.worker(copyArtifact);
    await world.deliver(worker);
    world.clients.set(CLIENT, { token: 'client-token-4711' });
    await world.clock.advance(301_000);

    await world.poll();
    await world.deliver(worker);

    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });
});

describe('a worker and jobs that are not its own', () => {
  it('never reports a job that another worker acknowledged', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    world.codePipeline.acknowledgeElsewhere(jobId);

    const fate = await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).status).toBe('InProgress');
    expect(world.ledger.entry(jobId).phase).toBe('lost');
    expect(world.objects.has(REPORT_KEY)).toBe(false);
    expect(counted(lines, 'JobsLost')).toBe(1);
  });

  it('never reports a job that CodePipeline no longer knows', async () => {
    const world = createWorld({ jobTimeout: 60 });
    const jobId = world.addJob();
    await world.poll();
    await world.clock.advance(61_000);

    const fate = await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.ledger.entry(jobId).phase).toBe('lost');
    expect(world.codePipeline.job(jobId).result).toBeUndefined();
  });

  it('ends a job whose result came too late as reported, and counts that', async () => {
    const world = createWorld({ jobTimeout: 60 });
    const jobId = world.addJob();
    await world.poll();

    const fate = await world.deliver(
      world.worker(async (job) => {
        await world.clock.sleep(61_000);
        return copyArtifact(job);
      }),
    );

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'TimedOut' });
    expect(world.codePipeline.job(jobId).result).toBeUndefined();
    expect(world.ledger.entry(jobId).phase).toBe('reported');
    expect(counted(lines, 'ResultsRejected')).toBe(1);
  });
});
