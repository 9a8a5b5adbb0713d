import { describe, expect, it } from 'vitest';
import { ROUNDS } from '../../../lambda/job/rounds.ts';
import { indexedAttributes } from '../../../model/job-index.ts';
import { assumptions } from '../../../operate/cost/assumptions.ts';
import { faultAt } from '../../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { HOUR, passTime, startWait } from './waiting.ts';
import { copyArtifact, createWorld, type ProbeJob, type World } from './world.ts';

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

describe('a job in the index of the ledger', () => {
  const NOTHING = JSON.stringify([]);
  const countOf = ({ ledger }: World, jobId: string) => {
    const shown = ledger.history
      .filter((entry) => entry.jobId === jobId)
      .map((entry) => JSON.stringify([entry.createdAt, ...indexedAttributes.map((name) => entry[name])]));
    return { writes: shown.length, changes: shown.filter((now, at) => now !== (shown[at - 1] ?? NOTHING)).length };
  };

  /** How often a write changed what the index holds of the job. */
  async function countChanges(seconds: number): Promise<{ writes: number; changes: number }> {
    const { world, jobId } = await openWorld();
    await world.deliver(
      world.worker(async (job) => {
        await world.clock.sleep(seconds * 1000);
        return await copyArtifact(job);
      }),
    );
    return countOf(world, jobId);
  }

  it('is written as often as its cost says, and never for the renewal of a lease', async () => {
    const short = await countChanges(1);
    const long = await countChanges(600);

    expect(short).toEqual({ writes: assumptions.ledgerWrites, changes: assumptions.indexWrites });
    expect(long.changes).toBe(short.changes);
    expect(long.writes).toBeGreaterThan(short.writes + 10);
  });

  it('of a round that waits is written, and read, as often as its cost says', async () => {
    const { ledgerWrites, indexWrites, reads, ledgerWritesAWait, indexWritesAWait, readsAWait } = assumptions;
    const calls = faultAt(0, 'request-lost');
    const wait = await startWait({ integration: 'third-party' });
    await passTime(wait, 9 * HOUR, calls);
    const { ledger } = wait.world;

    const moments = ledger.history.filter(({ jobId }) => jobId.startsWith(ROUNDS));
    const { writes, changes } = countOf(wait.world, wait.jobId);
    expect(moments.map(({ createdAt, rounds }) => [createdAt, rounds?.notBefore])).toEqual([
      [undefined, wait.notBefore],
    ]);
    expect(writes + moments.length).toBe(ledgerWrites + ledgerWritesAWait);
    expect(changes).toBe(indexWrites + indexWritesAWait);
    // The poller's reads are not a worker's: that of each job, and that of the round before, which looked for the moment's entry.
    const ofWorker = calls.calls.filter((call) => call === 'ledger.read' || call === 'clients.token');
    expect(ofWorker.length + 2).toBe(reads + readsAWait);
  });
});

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
