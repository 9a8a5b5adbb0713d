import { describe, expect, it } from 'vitest';
import { continues, succeeded } from '../../../lambda/action/outcome.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld } from './world.ts';

captureLogLines();

const AWAY = {
  type: 'SystemUnavailable',
  message: 'The worker could not reach its ledger. Run the action again.',
};

describe('a worker whose ledger is away for a moment', () => {
  it('blames itself, not the action, when the action wants something remembered', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    let isAway = false;
    const worker = world.worker(
      async (job) => {
        isAway = true;
        await job.remember('run', 'run-17').finally(() => {
          isAway = false;
        });
        return succeeded();
      },
      (call) => (isAway && call.startsWith('ledger.') ? 'request-lost' : 'none'),
    );

    const fate = await world.deliver(worker);

    expect(fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'Failed', result: AWAY });
    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', remembered: {} });
  });

  it('blames itself when it cannot find the state that the round before put aside', async () => {
    const world = createWorld();
    const first = world.addJob({ outputArtifacts: [] });
    const state = 'state '.repeat(10_000);
    await world.poll();
    await world.deliver(world.worker(async () => continues(state)));
    await world.clock.advance(31_000);
    await world.poll();
    let isAcknowledged = false;
    const runs: string[] = [];
    const worker = world.worker(
      async ({ id }) => {
        runs.push(id);
        return succeeded();
      },
      (call) => {
        if (call === 'jobs.acknowledge') isAcknowledged = true;
        return isAcknowledged && call === 'ledger.read' ? 'request-lost' : 'none';
      },
    );

    await world.deliver(worker);

    const second = world.codePipeline.job(first).continuedAs ?? '';
    expect(world.codePipeline.job(second)).toMatchObject({ status: 'Failed', result: AWAY });
    expect(runs).toEqual([]);
  });
});

describe('a worker that cannot report', () => {
  it('reports in the same attempt, as soon as CodePipeline is back', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    const backAt = world.clock.now() + 180_000;
    const isAway = (call: string) => call === 'jobs.putSuccess' && world.clock.now() < backAt;
    const worker = world.worker(
      async () => succeeded(),
      (call) => (isAway(call) ? 'request-lost' : 'none'),
    );

    const fate = await world.deliver(worker);

    expect([fate, world.codePipeline.job(jobId).status]).toEqual(['deleted', 'Succeeded']);
    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', attempt: 1 });
  });
});
