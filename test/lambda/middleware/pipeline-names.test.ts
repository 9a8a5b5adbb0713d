import { describe, expect, it } from 'vitest';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld, type ProbeJob } from './world.ts';

const lines = captureLogLines();
const written = () => lines.map((line) => JSON.parse(line));

const pipeline = {
  pipelineName: 'shop',
  stageName: 'Check',
  actionName: 'Smoke',
  actionExecutionId: 'a-1',
  pipelineExecutionId: 'p-1',
};

async function openWorld() {
  const world = createWorld();
  const jobId = world.addJob({ pipeline });
  await world.poll();
  return { world, jobId };
}

describe('the lines of a worker', () => {
  it('say where the job is from, from its first to its last', async () => {
    const { world } = await openWorld();
    const act = async (job: ProbeJob) => {
      job.log.info('at work', { pipelineName: 'another' });
      return await copyArtifact(job);
    };

    await world.deliver(world.worker(act));

    expect(written().length).toBeGreaterThanOrEqual(3);
    for (const line of written()) expect(line).toMatchObject(pipeline);
    expect(written()).toContainEqual(expect.objectContaining({ message: 'at work', pipelineName_: 'another' }));
  });

  it('say it of an attempt that fails after the details were read', async () => {
    const { world } = await openWorld();

    await world.deliver(world.worker(copyArtifact, (call) => (call === 'jobs.acknowledge' ? 'request-lost' : 'none')));

    expect(written()).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching('^the attempt failed'), ...pipeline }),
    );
  });

  it('say it of a job that is lost', async () => {
    const { world, jobId } = await openWorld();
    world.codePipeline.acknowledgeElsewhere(jobId);

    await world.deliver(world.worker(copyArtifact));

    expect(written()).toContainEqual(expect.objectContaining({ message: 'JobsLost', ...pipeline }));
  });

  it('say it from the first on when an earlier attempt had written it down', async () => {
    const { world, jobId } = await openWorld();
    const died = world.worker(copyArtifact, (call) => {
      if (call === 'jobs.putSuccess') throw new Error('the process is dead');
      return 'none';
    });
    await world.deliver(died).catch(() => undefined);
    lines.length = 0;

    await world.clock.advance(1_000_000);
    await world.deliver(world.worker(copyArtifact));

    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', attempt: 2, ...pipeline });
    expect(written().length).toBeGreaterThan(0);
    for (const line of written()) expect(line).toMatchObject(pipeline);
  });
});
