import type { PolledJob } from '../../../lambda/action/job.ts';
import { type PacePorts, pollOnSchedule, pollOnStart, pollOnWakeUp } from '../../../lambda/job/pace.ts';
import { MAX_POLL_EVERY } from '../../../model/polling.ts';
import { createManualClock, type ManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { claimTakes, latencies } from './latencies.ts';
import { slowPollLease } from './slow-poll-lease.ts';

const TYPE = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
const MINUTE = 60_000;
const LAST_POLL_TAKES = 10_000;

/** How a worker comes to know of jobs. */
export interface Pickup {
  /** Whether it is a plain poller, which asks every so often (in seconds), claims jobs itself and is never cold. */
  isPlain?: boolean;
  pollEvery: number;
  /** Whether each job has an event, as those of custom actions have. */
  hasEvents?: boolean;
}

/**
 * Plays a worker on an injected clock, at work for a minute before the first job comes.
 * @param comeAt When each job can be polled, in milliseconds after that minute.
 * @returns the milliseconds from then until each was acknowledged; Infinity for one that was not within two minutes.
 */
export async function playPickups(pickup: Pickup, comeAt: readonly number[]): Promise<number[]> {
  const clock = createManualClock(0);
  const jobs = comeAt.map((at, number) => ({ jobId: `job-${number}`, clientId: 'c-1', at: MINUTE + at }));
  const acknowledged = new Map<string, number>();
  const waiting = new Set(jobs);
  const pollJobs = async (): Promise<PolledJob[]> => {
    await clock.sleep(latencies.codePipelineCall);
    const found = [...waiting].filter(({ at }) => at <= clock.now());
    for (const job of found) waiting.delete(job);
    return found.map(({ clientId, jobId }) => ({ clientId, jobId }));
  };
  const acknowledge = ({ jobId }: PolledJob) => void acknowledged.set(jobId, clock.now());
  const world = { clock, pollJobs, acknowledge };
  if (pickup.isPlain) void startPlain(world, pickup);
  else startOurs(world, pickup, pickup.hasEvents ? jobs.map(({ at }) => at) : []);
  await clock.advance(Math.max(...jobs.map(({ at }) => at)) + 2 * MINUTE);
  return jobs.map(({ jobId, at }) => (acknowledged.get(jobId) ?? Number.POSITIVE_INFINITY) - at);
}

interface World {
  clock: ManualClock;
  pollJobs(): Promise<PolledJob[]>;
  acknowledge(job: PolledJob): void;
}

/** A process that asks, claims what it gets, and waits. */
async function startPlain({ clock, pollJobs, acknowledge }: World, { pollEvery }: Pickup): Promise<void> {
  while (true) {
    const found = await pollJobs();
    for (const job of found) void clock.sleep(2 * latencies.codePipelineCall).then(() => acknowledge(job));
    await clock.sleep(pollEvery * 1000);
  }
}

/** The road of a deployment: a schedule of a minute, wake-ups, a queue, and a worker that is cold at first. */
function startOurs({ clock, pollJobs, acknowledge }: World, { pollEvery }: Pickup, startedAt: readonly number[]): void {
  const { ledgerCall, messageSent, messageDelivered, eventDelivered } = latencies;
  let isCold = true;
  let invocations = 0;
  const work = async (job: PolledJob) => {
    await clock.sleep(messageDelivered);
    const takes = claimTakes(isCold);
    await clock.sleep(takes);
    isCold = false;
    acknowledge(job);
  };
  const memory = memoryLedger();
  const slow = <Values extends unknown[], T>(call: (...values: Values) => Promise<T>) => {
    return async (...values: Values) => {
      await clock.sleep(ledgerCall);
      return call(...values);
    };
  };
  const wakeUps: PacePorts['pace']['wakeUps'] = {
    async send(all) {
      await clock.sleep(messageSent);
      for (const wakeUp of all) {
        void clock
          .sleep(Math.max(0, wakeUp.dueAt - clock.now()) + messageDelivered)
          .then(() => pollOnWakeUp(ports, [TYPE], invocation(), wakeUp));
      }
    },
  };
  const ports: PacePorts = {
    ...{ clock, log: memoryLog() },
    ledger: { read: slow(memory.read), readAll: slow(memory.readAll), write: slow(memory.write) },
    offers: { poll: pollJobs },
    queue: {
      send: async (job) => void work(job),
      sendAll: async (jobs) => {
        await clock.sleep(messageSent);
        for (const job of jobs) void work(job);
        return jobs.map(() => ({ status: 'fulfilled', value: undefined }));
      },
      hide: async () => {},
    },
    pace: {
      lease: slowPollLease(clock),
      pollEvery,
      isPaused: false,
      wakeUps: pollEvery < MAX_POLL_EVERY ? wakeUps : undefined,
    },
  };
  const invocation = () => ({ id: `invocation-${++invocations}`, until: clock.now() + MINUTE - LAST_POLL_TAKES });
  const schedule = async () => {
    while (true) {
      void pollOnSchedule(ports, [TYPE], invocation());
      await clock.sleep(MINUTE);
    }
  };
  void schedule();
  for (const at of startedAt) {
    void clock
      .sleep(at + eventDelivered)
      .then(() => pollOnStart(ports, { type: TYPE, actionTypes: [TYPE] }, invocation()));
  }
}
