import { describe, expect, it } from 'vitest';
import { deathAt } from '../../memory/faults.ts';
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

/** Three workers die over the job. Its message comes back, or, when it was received too often, is a dead letter. */
async function killThreeWorkers(world: World, message: 'comes back' | 'is dead' = 'is dead'): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    await world.deliver(killedWorker(world));
    await world.clock.advance(901_000);
  }
  if (message === 'is dead') sendToDeadLetters(world);
}

async function killThreeWorkersAt(world: World, deadly: string): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    await world.deliver(
      world.worker(copyArtifact, (call) => {
        if (call === deadly) throw new Error('killed');
        return 'none';
      }),
    );
    await world.clock.advance(901_000);
  }
}

/** Does what the queue does after 20 receives. */
function sendToDeadLetters(world: World): void {
  const { messageId = '', body = '', receiptHandle = '' } = world.queue.receive() ?? {};
  world.queue.delete(receiptHandle);
  world.deadLetters.take({ messageId, body });
}

describe('a job over which three workers died', () => {
  it('is given up by the fourth, in a failure that names the attempts, and its action is not run again', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    await killThreeWorkers(world, 'comes back');
    let runs = 0;

    const fate = await world.deliver(
      world.worker(async (job) => {
        runs += 1;
        return copyArtifact(job);
      }),
    );

    expect([fate, runs]).toEqual(['deleted', 0]);
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Failed',
      result: { type: 'SystemUnavailable', message: expect.stringContaining('3 attempts ended without a result') },
    });
    expect(counted(lines, 'JobsGivenUp')).toBe(1);
  });

  it('that died before its action began is run all the same', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    await killThreeWorkersAt(world, 'jobs.acknowledge');

    await world.deliver(world.worker(copyArtifact));

    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
    expect(world.ledger.entry(jobId)).toMatchObject({ attempt: 4, runs: 1 });
  });
});

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
    await killThreeWorkersAt(world, 'jobs.putSuccess');
    sendToDeadLetters(world);

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

  it.each(['claiming', 'running'] as const)(
    'fails a job that is %s, since a worker may have acknowledged it and CodePipeline offers it to nobody else',
    async (phase) => {
      const world = createWorld();
      const jobId = world.addJob();
      await world.poll();
      world.ledger.put({ ...world.ledger.entry(jobId), phase });
      sendToDeadLetters(world);
      if (phase === 'running') world.codePipeline.acknowledgeElsewhere(jobId);

      await world.deliverDeadLetter(world.lastWord());

      expect(world.codePipeline.job(jobId)).toMatchObject({
        status: 'Failed',
        result: { message: expect.stringContaining('no attempt came as far as its action') },
      });
    },
  );

  it('leaves a job on offer that no worker could claim, and a later worker does it', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    sendToDeadLetters(world);

    const fate = await world.deliverDeadLetter(world.lastWord());
    await world.clock.advance(301_000);
    await world.poll();
    await world.deliver(world.worker(copyArtifact));

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
    expect(counted(lines, 'JobsGivenUp')).toBe(1);
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
    expect(world.ledger.entry(jobId).phase).toBe('queued');
  });
});
