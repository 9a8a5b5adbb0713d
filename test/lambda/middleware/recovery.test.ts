import { describe, expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob, type World } from './world.ts';

captureLogLines();

/** A process that is killed when it is about to make such a call, and makes no other after it. */
function killedBefore(call: string): FaultPlan {
  let isDead = false;
  return (made) => {
    isDead ||= made === call;
    if (isDead) throw new Error(`the process is dead, it makes no ${made}`);
    return 'none';
  };
}

/** Everyone goes on as in production: a poll every minute, and a worker for each message that can be seen. */
async function secondsUntilDone(
  world: World,
  jobId: string,
  act: (job: ProbeJob) => Promise<Outcome>,
): Promise<number> {
  const worker = world.worker(act);
  for (let seconds = 1; seconds <= 3600; seconds++) {
    await world.clock.advance(1000);
    if (seconds % 60 === 0) await world.poll();
    await world.deliver(worker);
    if (world.codePipeline.job(jobId).status === 'Succeeded') return seconds;
  }
  throw new Error('the job was not done within an hour');
}

const act = async (): Promise<Outcome> => succeeded();

/** A job whose first worker, a second after it was queued, was killed before such a call. */
async function killAt(call: string): Promise<{ world: World; jobId: string }> {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  await world.clock.advance(1000);
  await deliver(world.queue, world.worker(act, killedBefore(call)), world.clock);
  return { world, jobId };
}

describe('a job whose worker was killed', () => {
  it.each([
    ['before it read the ledger', 'ledger.read'],
    ['before it took the lease', 'ledger.write'],
    ['before it hid its message', 'queue.hide'],
  ])('%s is offered again by CodePipeline, and done at the first poll after five minutes', async (_when, call) => {
    const { world, jobId } = await killAt(call);

    const taken = await secondsUntilDone(world, jobId, act);

    expect(taken).toBeGreaterThanOrEqual(290);
    expect(taken).toBeLessThanOrEqual(360);
    await world.clock.advance(901_000);
    while ((await world.deliver(world.worker(act))) !== 'none');
    expect(world.queue.length).toBe(0);
  });

  it.each([
    ['as it asked for its client token', 'clients.token'],
    ['as it acknowledged', 'jobs.acknowledge'],
    ['as it reported', 'jobs.putSuccess'],
  ])('%s, with its message hidden for a lease, is done within 130 seconds', async (_when, call) => {
    const { world, jobId } = await killAt(call);

    const taken = await secondsUntilDone(world, jobId, act);

    expect(taken).toBeLessThanOrEqual(130);
  });

  it('after its acknowledge, and whose next worker was killed before it hid the message, waits for the queue to show it', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    await deliver(world.queue, world.worker(act, killedBefore('jobs.putSuccess')), world.clock);
    await world.clock.advance(120_000);
    await deliver(world.queue, world.worker(act, killedBefore('queue.hide')), world.clock);

    const taken = await secondsUntilDone(world, jobId, act);

    expect(taken).toBe(900);
  });
});
