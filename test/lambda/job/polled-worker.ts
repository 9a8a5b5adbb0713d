import type { PolledJob } from '../../../lambda/action/job.ts';
import {
  type PacePorts,
  type PollResult,
  pollOnSchedule,
  pollOnStart,
  pollOnWakeUp,
} from '../../../lambda/job/pace.ts';
import { createPollMemory } from '../../../lambda/job/poll.ts';
import type { WakeUp } from '../../../lambda/job/wake-up.ts';
import type { PolledActionType } from '../../../model/integration.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryPollLease } from '../../memory/poll-lease.ts';
import { memoryQueue } from '../../memory/queue.ts';
import { memoryWakeUpQueue } from '../../memory/wake-up-queue.ts';

export const TYPE = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;

export const OTHER_TYPE = { ...TYPE, provider: 'Other' } as const;

interface PolledWorkerOptions {
  pollEvery: number;
  actionTypes?: readonly PolledActionType[];
  isPaused?: boolean;
  /** Milliseconds that CodePipeline takes for a poll. */
  pollTakes?: number;
  /** When each delivery of a wake-up comes, in milliseconds after it is due; none of them where it is lost. */
  deliver?(wakeUp: WakeUp, number: number): readonly number[];
}

const INVOCATION = 60_000;
const TICK = 100;

/** The poller of a worker on a clock that starts at 0: scheduled each minute, and woken by its own messages. */
export function startPolledWorker({
  pollEvery,
  actionTypes = [TYPE],
  isPaused = false,
  pollTakes = 80,
  deliver = () => [0],
}: PolledWorkerOptions) {
  const clock = createManualClock(0);
  const wakeUps = memoryWakeUpQueue();
  const queue = memoryQueue({ clock });
  const log = memoryLog();
  const lease = memoryPollLease();
  const offered: { job: PolledJob; from: number; type: PolledActionType }[] = [];
  /** Seconds at which CodePipeline was asked. */
  const polledAt: number[] = [];
  const results: PollResult[] = [];
  const errors: unknown[] = [];
  let [polling, mostAtOnce, invocations, delivered] = [0, 0, 0, 0];
  const ports: PacePorts = {
    ...{ clock, queue, log, ledger: memoryLedger(), memory: createPollMemory() },
    offers: {
      async poll(type) {
        polledAt.push(clock.now() / 1000);
        polling += 1;
        mostAtOnce = Math.max(mostAtOnce, polling);
        await clock.sleep(pollTakes);
        polling -= 1;
        const due = offered.filter((one) => one.type === type && one.from <= clock.now());
        for (const one of due) offered.splice(offered.indexOf(one), 1);
        return due.map(({ job }) => job);
      },
    },
    pace: { lease, pollEvery, isPaused, wakeUps: pollEvery < 60 ? wakeUps : undefined },
  };
  const invocation = () => ({ id: `invocation-${++invocations}`, until: clock.now() + INVOCATION - 10_000 });
  const run = (work: Promise<PollResult>) => {
    work.then((result) => results.push(result)).catch((error: unknown) => errors.push(error));
  };
  const onItsWay: { at: number; wakeUp: WakeUp }[] = [];
  const wakeDue = () => {
    for (let next = wakeUps.take(); next; next = wakeUps.take()) {
      const wakeUp = next;
      delivered += 1;
      onItsWay.push(...deliver(wakeUp, delivered).map((late) => ({ at: wakeUp.dueAt + late, wakeUp })));
    }
    const due = onItsWay.filter(({ at }) => at <= clock.now());
    for (const one of due) {
      onItsWay.splice(onItsWay.indexOf(one), 1);
      run(pollOnWakeUp(ports, actionTypes, invocation(), one.wakeUp));
    }
  };

  return {
    ...{ clock, wakeUps, queue, log, lease, polledAt, results, errors, ports },
    /** The most polls that were on their way at the same time. */
    mostAtOnce: () => mostAtOnce,
    invocations: () => invocations,
    /** The largest distance of two polls, in seconds. */
    widestGap: () => Math.max(...polledAt.slice(1).map((at, index) => at - (polledAt[index] ?? 0))),
    offer: (jobId: string, inSeconds = 0, type: PolledActionType = TYPE) =>
      void offered.push({ job: { clientId: 'c-1', jobId }, from: clock.now() + inSeconds * 1000, type }),
    schedule: () => run(pollOnSchedule(ports, actionTypes, invocation())),
    wake: (wakeUp: WakeUp) => run(pollOnWakeUp(ports, actionTypes, invocation(), wakeUp)),
    start: (type: PolledActionType = TYPE) => run(pollOnStart(ports, { type, actionTypes }, invocation())),
    /** Lets so many seconds pass. The schedule comes at each full minute, unless it is not due. */
    async pass(seconds: number, isScheduled = (_minute: number) => true) {
      const end = clock.now() + seconds * 1000;
      while (clock.now() < end) {
        const minute = clock.now() / INVOCATION;
        if (Number.isInteger(minute) && isScheduled(minute)) this.schedule();
        wakeDue();
        await clock.advance(TICK);
      }
    },
  };
}
