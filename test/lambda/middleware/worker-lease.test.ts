import { describe, expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { deliver } from './deliver.ts';
import { captureLogLines, counted } from './log-lines.ts';
import { CLIENT, CLIENT_TOKEN, copyArtifact, createWorld, type ProbeJob, type World } from './world.ts';

const lines = captureLogLines();

/** An action that works for so many seconds and counts its runs. */
function slowAction(world: World, seconds: number) {
  const runs: ProbeJob[] = [];
  const run = async (job: ProbeJob): Promise<Outcome> => {
    runs.push(job);
    await world.clock.sleep(seconds * 1000, job.signal);
    return succeeded({ summary: 'slept' });
  };
  return { runs, run };
}

describe('a worker and the lease', () => {
  it('deletes an echo of a job that another message brought', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    const { runs, run } = slowAction(world, 600);
    const worker = world.worker(run);
    await world.poll();
    const atWork = world.deliver(worker);
    await world.clock.advance(1000);
    await world.queue.send({ clientId: CLIENT, jobId });

    const echo = await world.deliver(worker);

    expect(echo).toBe('deleted');
    expect(await atWork).toBe('deleted');
    expect(runs).toHaveLength(1);
    expect(world.queue.length).toBe(0);
  });

  it('gives a message back for two minutes when it returns while its worker is at work', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    const message = world.queue.receive();
    world.ledger.put({
      ...world.ledger.entry(jobId),
      phase: 'running',
      owner: { messageId: message?.messageId ?? '', invocationId: 'the one before' },
      leaseUntil: world.clock.now() + 60_000,
    });
    await world.queue.hide(message?.receiptHandle ?? '', 0);

    const fate = await world.deliver(world.worker(copyArtifact));
    const after119Seconds = await world.clock.advance(119_000).then(() => world.queue.receive());
    const after120Seconds = await world.clock.advance(1000).then(() => world.queue.receive());

    expect(fate).toBe('kept');
    expect(world.ledger.entry(jobId).owner?.invocationId).toBe('the one before');
    expect(after119Seconds).toBeUndefined();
    expect(after120Seconds?.messageId).toBe(message?.messageId);
  });

  it.each(['reported', 'lost', 'unreportable'] as const)('does nothing for a job that is %s', async (phase) => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    world.ledger.put({ ...world.ledger.entry(jobId), phase });

    const fate = await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).status).toBe('Dispatched');
  });

  it('keeps lease and message for as long as the action runs', async () => {
    const world = createWorld();
    world.addJob({ outputArtifacts: [] });
    const { runs, run } = slowAction(world, 700);
    await world.poll();
    const atWork = world.deliver(world.worker(run));

    const seenMeanwhile: unknown[] = [];
    for (let second = 0; second < 690; second += 10) {
      await world.clock.advance(10_000);
      seenMeanwhile.push(world.queue.receive());
    }

    expect(seenMeanwhile.every((message) => message === undefined)).toBe(true);
    expect(await atWork).toBe('deleted');
    expect(runs).toHaveLength(1);
  });

  it('stops its action, reports nothing and leaves the message once another worker has taken the job over', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    const { runs, run } = slowAction(world, 600);
    await world.poll();
    const atWork = world.deliver(world.worker(run));
    await world.clock.advance(1000);
    const entry = world.ledger.entry(jobId);
    world.ledger.put({ ...entry, revision: 'written by another worker', owner: { messageId: 'b', invocationId: 'b' } });

    const fate = await atWork;
    await world.clock.advance(31_000);

    expect(fate).toBe('kept');
    expect(world.queue.receive()).toBeUndefined();
    expect(runs[0]?.signal.aborted).toBe(true);
    expect(world.codePipeline.job(jobId).status).toBe('InProgress');
    expect(world.ledger.entry(jobId).revision).toBe('written by another worker');
    expect(counted(lines, 'LeasesLost')).toBe(1);
  });

  it('goes on with its action while the ledger cannot be reached, and keeps the message from every other worker', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    const { runs, run: sleep } = slowAction(world, 300);
    let wasStopped: boolean | undefined;
    const run = async (job: ProbeJob) => {
      const outcome = await sleep(job);
      wasStopped = job.signal.aborted;
      return outcome;
    };
    const backAt = world.clock.now() + 400_000;
    const isAway = () => runs.length > 0 && world.clock.now() < backAt;
    const plan = (call: string) => (isAway() && call.startsWith('ledger.') ? 'request-lost' : 'none');
    const atWork = deliver(world.queue, world.worker(run, plan), world.clock);

    const fates: unknown[] = [];
    for (let second = 0; second < 390; second += 10) {
      await world.clock.advance(10_000);
      fates.push(await world.deliver(world.worker(run)));
    }
    fates.push(await world.clock.finish(atWork));

    expect(new Set(fates)).toEqual(new Set(['none', 'deleted']));
    expect(runs).toHaveLength(1);
    expect(wasStopped).toBe(false);
    expect(world.codePipeline.job(jobId).result).toMatchObject({ executionDetails: { summary: 'slept' } });
  });

  it('lets one of two workers with the same message run the job', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    const { runs, run } = slowAction(world, 10);
    await world.queue.send({ clientId: CLIENT, jobId });
    await world.queue.send({ clientId: CLIENT, jobId });
    await world.codePipeline.poll(world.codePipeline.job(jobId).details.actionTypeId, 10);

    const fates = await Promise.all([world.deliver(world.worker(run)), world.deliver(world.worker(run))]);

    expect(fates).toEqual(['deleted', 'deleted']);
    expect(runs).toHaveLength(1);
    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });

  it('waits 30 seconds, two minutes, eight, and from then on 15, before a failed attempt is repeated, 20 times in all', async () => {
    const world = createWorld({ jobTimeout: 24 * 3600 });
    world.addJob();
    await world.poll();
    const worker = world.worker(copyArtifact, (call) => (call === 'jobs.details' ? 'request-lost' : 'none'));
    const fates = [await world.deliver(worker)];

    for (const wait of [30, 120, 480, ...Array<number>(16).fill(900)]) {
      await world.clock.advance(wait * 1000 - 1);
      fates.push(await world.deliver(worker));
      await world.clock.advance(1);
      fates.push(await world.deliver(worker));
    }
    await world.clock.advance(899_999);
    const justBefore = world.queue.length;
    await world.clock.advance(1);
    fates.push(await world.deliver(worker));

    expect(fates).toEqual([...Array(19).fill(['kept', 'none']), 'kept', 'none'].flat());
    expect(justBefore).toBe(1);
    expect(world.deadLetters.length).toBe(1);
  });

  it('remembers for the next attempt what the action of a killed one kept', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    let killed = false;
    const dying = world.worker(
      async (job) => {
        await job.remember('run', 'run-17');
        killed = true;
        return succeeded();
      },
      () => {
        if (killed) throw new Error('killed');
        return 'none';
      },
    );
    await world.deliver(dying);
    await world.clock.advance(901_000);

    const fate = await world.deliver(
      world.worker(async (job) => succeeded({ externalExecutionId: job.remembered('run') })),
    );

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).result).toMatchObject({ executionDetails: { externalExecutionId: 'run-17' } });
  });

  it('reports only, and runs nothing, when an earlier attempt had decided', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    const dying = world.worker(copyArtifact, (call) => {
      if (call === 'jobs.putSuccess') throw new Error('killed');
      return 'none';
    });
    await world.deliver(dying);
    await world.clock.advance(901_000);

    const fate = await world.deliver(
      world.worker(async () => {
        throw new Error('the action ran again');
      }),
    );

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Succeeded',
      result: { executionDetails: { summary: 'copied' } },
    });
  });

  it('runs the action again when the client token that its decided continuation is sealed with was rotated', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    const continuing = async (): Promise<Outcome> => ({ kind: 'continues', continuationToken: 'state' });
    const dying = world.worker(continuing, (call) => {
      if (call === 'jobs.putSuccess') throw new Error('killed');
      return 'none';
    });
    await world.deliver(dying);
    world.codePipeline.setToken(CLIENT, 'rotated-token');
    world.clients.set(CLIENT, { token: 'rotated-token' });
    await world.clients.token(CLIENT, { fresh: true });
    await world.clock.advance(901_000);

    await world.deliver(world.worker(continuing));

    expect(world.codePipeline.job(jobId).result).toMatchObject({ continuationToken: 'state' });
    expect(JSON.stringify(world.ledger.history)).not.toContain(CLIENT_TOKEN);
  });
});
