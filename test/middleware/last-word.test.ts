import { describe, expect, it } from 'vitest';
import { deathAt } from '../memory/faults.ts';
import { captureLogLines, counted } from './log-lines.ts';
import { CLIENT, copyArtifact, createWorld, type ProbeJob, type World } from './world.ts';

const lines = captureLogLines();

/** A worker that is killed as soon as its action starts. */
function killedWorker(world: World) {
  let killed = false;
  return world.worker(
    async (job: ProbeJob) => {
      killed = true;
      return copyArtifact(job);
    },
    () => {
      if (killed) throw new Error('killed');
      return 'none';
    },
  );
}

/** Three workers die over the job, and its message goes where the last word is spoken. */
async function killThreeWorkers(world: World): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    await world.deliver(killedWorker(world));
    await world.clock.advance(901_000);
  }
  world.queue.receive();
}

describe('the last word', () => {
  it('reports a failure that names the attempts for a job whose workers kept dying', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    await killThreeWorkers(world);

    const fate = await world.deliverDeadLetter(world.lastWord());

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Failed',
      result: { type: 'SystemUnavailable', message: expect.stringContaining('3 attempts ended without a result') },
    });
    expect(world.ledger.entry(jobId).phase).toBe('reported');
  });

  it('reports the success that a dead worker had decided', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    for (let attempt = 1; attempt <= 3; attempt++) {
      await world.deliver(
        world.worker(copyArtifact, (call) => {
          if (call === 'jobs.putSuccess') throw new Error('killed');
          return 'none';
        }),
      );
      await world.clock.advance(901_000);
    }
    world.queue.receive();

    const fate = await world.deliverDeadLetter(world.lastWord());

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });

  it('is spoken once although the Lambda died that was about to speak it, whatever it was about to do', async () => {
    for (let number = 1, calls = number; number <= calls; number++) {
      const world = createWorld({ jobTimeout: 24 * 3600 });
      const jobId = world.addJob();
      await world.poll();
      await killThreeWorkers(world);
      const plan = deathAt(number);

      await world.deliverDeadLetter(world.lastWord(plan));
      await world.clock.advance(901_000);
      await world.deliverDeadLetter(world.lastWord());

      calls = plan.calls.length;
      expect(world.codePipeline.job(jobId).status, `call ${number}`).toBe('Failed');
      expect(world.ledger.entry(jobId).phase, `call ${number}`).toBe('reported');
      expect(world.deadLetters.length, `call ${number}`).toBe(0);
    }
  });

  it('waits while a worker is at work on the job', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    const message = world.queue.receive();
    world.ledger.put({
      ...world.ledger.entry(jobId),
      phase: 'running',
      owner: { messageId: message?.messageId ?? '', invocationId: 'still at work' },
      leaseUntil: world.clock.now() + 60_000,
    });
    world.deadLetters.take({ messageId: message?.messageId ?? '', body: message?.body ?? '' });

    const fate = await world.deliverDeadLetter(world.lastWord());

    expect(fate).toBe('kept');
    expect(world.ledger.entry(jobId).owner?.invocationId).toBe('still at work');
  });

  it('claims a job that no worker could acknowledge, and fails it', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    world.deadLetters.take({ messageId: 'dead', body: JSON.stringify({ clientId: CLIENT, jobId }) });

    await world.deliverDeadLetter(world.lastWord());

    expect(world.codePipeline.job(jobId).status).toBe('Failed');
  });

  it('never reports a job that another worker acknowledged', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    world.codePipeline.acknowledgeElsewhere(jobId);
    world.deadLetters.take({ messageId: 'dead', body: JSON.stringify({ clientId: CLIENT, jobId }) });

    const fate = await world.deliverDeadLetter(world.lastWord());

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).status).toBe('InProgress');
    expect(counted(lines, 'JobsLost')).toBe(1);
  });
});
