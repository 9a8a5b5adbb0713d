import { expect, it } from 'vitest';
import { remoteRun } from '../../../lambda/actions/remote-run.ts';
import { type PacePorts, pollOnSchedule, pollOnWakeUp } from '../../../lambda/job/pace.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryPollLease } from '../../memory/poll-lease.ts';
import { memoryWakeUpQueue } from '../../memory/wake-up-queue.ts';
import { captureLogLines } from './log-lines.ts';
import { CLIENT, createWorld } from './world.ts';

captureLogLines();

const TYPE = { ...remoteRun.type, owner: 'ThirdParty' } as const;
const ROUNDS = 7;
const TICK = 100;
/** Milliseconds of one poll. */
const POLL_TAKES = 80;

/** Plays the rounds of a run. Gives, of each later one, the seconds from when its job was available until its action asked the service. */
async function playRounds(pollEvery: number) {
  const world = createWorld({ jobTimeout: 24 * 3600 });
  const { clock, codePipeline } = world;
  const [wakeUps, askedAt] = [memoryWakeUpQueue(), [] as number[]];
  const ports: PacePorts = {
    ...{ clock, ledger: world.ledger, queue: world.queue, log: memoryLog() },
    offers: {
      async poll(type, most) {
        await clock.sleep(POLL_TAKES);
        return codePipeline.poll(type, most);
      },
    },
    pace: { lease: memoryPollLease(), pollEvery, isPaused: false, wakeUps: pollEvery < 60 ? wakeUps : undefined },
  };
  const fetch = async () => {
    askedAt.push(clock.now());
    return Response.json({ id: 'run-1', status: askedAt.length < ROUNDS ? 'running' : 'succeeded' });
  };
  const worker = world.workerWith({
    ...world.workerPorts(async () => Promise.reject(new Error('not this action'))),
    ...{ actions: [remoteRun], surroundings: { local: false, fetch } },
  });
  const configuration = { ServiceUrl: 'https://runs.example', ServiceToken: 'token-of-the-service' };
  codePipeline.add({ clientId: CLIENT, actionTypeId: TYPE, configuration, outputArtifacts: [] });

  for (let ticks = 0; askedAt.length < ROUNDS && ticks < 12 * 600; ticks++) {
    const invocation = { id: `invocation-${ticks}`, until: clock.now() + 50_000 };
    if (ticks % 600 === 0) void pollOnSchedule(ports, [TYPE], invocation);
    for (let wakeUp = wakeUps.take(); wakeUp; wakeUp = wakeUps.take()) {
      const next = wakeUp;
      void clock.sleep(next.dueAt - clock.now()).then(() => pollOnWakeUp(ports, [TYPE], invocation, next));
    }
    await clock.advance(TICK);
    await world.deliver(worker);
  }
  return codePipeline.all().map(({ queuedAt }, round) => ((askedAt[round] ?? Number.NaN) - queuedAt) / 1000);
}

it('a round of remote-run starts within seven seconds of its job when the poller is woken every five', async () => {
  const [, ...waits] = await playRounds(5);

  expect(waits).toHaveLength(ROUNDS - 1);
  for (const seconds of waits) expect(seconds).toBeLessThanOrEqual(7);
  // It waits for the next minute where nothing wakes the poller.
  expect(Math.max(...(await playRounds(60)))).toBeGreaterThan(7);
});
