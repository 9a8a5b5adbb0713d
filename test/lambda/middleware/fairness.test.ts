import { describe, expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { poll } from '../../../lambda/job/poll.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { ACTION_TYPE, CLIENT, createWorld, type ProbeJob, type World } from './world.ts';

captureLogLines();

const QUIET_CLIENT = 'c0ffee00-0000-4000-8000-000000000002';

function addJobs(world: World, count: number, clientId = CLIENT): void {
  world.codePipeline.setToken(clientId, `token of ${clientId}`);
  world.clients.set(clientId, { token: `token of ${clientId}` });
  for (let number = 0; number < count; number++) world.addJob({ clientId, outputArtifacts: [] });
}

/** So many workers, each busy for so many seconds with a job. Notes whose jobs were begun, and when. */
function startWorkers(world: World, count: number, seconds: number) {
  const begun: { clientId: string; at: number }[] = [];
  let isOpen = true;
  const run = async ({ clientId }: ProbeJob): Promise<Outcome> => {
    begun.push({ clientId, at: world.clock.now() });
    await world.clock.sleep(seconds * 1000);
    return succeeded();
  };
  const serve = async () => {
    const worker = world.worker(run);
    while (isOpen) {
      if ((await deliver(world.queue, worker, world.clock)) === 'none') await world.clock.sleep(1000);
    }
  };
  const served = Promise.all(Array.from({ length: count }, serve));
  const stop = () => {
    isOpen = false;
    return world.clock.finish(served);
  };
  return { begun, stop };
}

describe('many jobs at a time', () => {
  it('of one client, 5,000 of them, delay the job of another by no more than the work that is running', async () => {
    const world = createWorld();
    addJobs(world, 5000);
    await world.poll();
    const { begun, stop } = startWorkers(world, 40, 60);
    await world.clock.advance(10_000);
    addJobs(world, 1, QUIET_CLIENT);
    await world.poll();
    const sentAt = world.clock.now();
    const begunBefore = begun.length;

    await world.clock.advance(50_000);
    await stop();

    expect(begunBefore).toBe(40);
    expect(begun[begunBefore]).toEqual({ clientId: QUIET_CLIENT, at: sentAt + 50_000 });
  });

  it('of many clients come in the order they were sent while none of them floods the queue', async () => {
    const world = createWorld();
    addJobs(world, 3);
    addJobs(world, 3, QUIET_CLIENT);
    addJobs(world, 3);
    await world.poll();
    const { begun, stop } = startWorkers(world, 9, 1);

    await world.clock.advance(1000);
    await stop();

    expect(begun.map(({ clientId }) => (clientId === CLIENT ? 'a' : 'b')).join('')).toBe('aaabbbaaa');
  });

  it('that are offered again at every poll leave one message each, and run once each', async () => {
    const world = createWorld({ redelivery: 0 });
    addJobs(world, 10);
    let messages = 0;

    for (let second = 0; second < 299; second++) {
      await world.poll();
      messages = Math.max(messages, world.queue.length);
      await world.clock.advance(1000);
    }
    const { begun, stop } = startWorkers(world, 2, 1);
    await world.clock.advance(30_000);
    await stop();

    expect(messages).toBe(10);
    expect(begun).toHaveLength(10);
    expect(world.codePipeline.all().every(({ status }) => status === 'Succeeded')).toBe(true);
    expect(world.queue.length).toBe(0);
  });

  it('that wait for an hour leave one message each for every five minutes, however often they are offered', async () => {
    const world = createWorld({ redelivery: 0, jobTimeout: 24 * 3600 });
    addJobs(world, 3);

    for (let polls = 0; polls < 720; polls++) {
      await world.poll();
      await world.clock.advance(5000);
    }
    const messages = world.queue.length;
    const { begun, stop } = startWorkers(world, 2, 1);
    await world.clock.advance(60_000);
    await stop();

    expect(messages).toBe(3 * 12);
    expect(begun).toHaveLength(3);
    expect(world.queue.length).toBe(0);
  });

  it('whose poll is throttled come in a later poll of the same minute, after five to ten seconds', async () => {
    const { clock, codePipeline, ledger, queue, ...world } = createWorld();
    const log = memoryLog();
    for (let number = 0; number < 25; number++) world.addJob();
    const polledAt: number[] = [];
    const throttlingSecond: Offers = {
      ...codePipeline,
      poll: async (type, most) => (polledAt.push(clock.now()) === 2 ? 'throttled' : codePipeline.poll(type, most)),
    };

    const polled = poll({ offers: throttlingSecond, ledger, queue, clock, log }, [ACTION_TYPE], clock.now() + 50_000);
    const queued = await clock.finish(polled);

    const [, throttledAt = 0, nextAt = 0] = polledAt;
    expect(queued).toBe(25);
    expect(queue.length).toBe(25);
    expect(nextAt - throttledAt).toBeGreaterThanOrEqual(5000);
    expect(nextAt - throttledAt).toBeLessThanOrEqual(10_000);
    expect([log.counted('PollsThrottled'), log.counted('PollsFailed')]).toEqual([1, 0]);
  });
});
