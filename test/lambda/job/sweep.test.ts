import { describe, expect, it, vi } from 'vitest';
import type { PolledJob } from '../../../lambda/action/job.ts';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { createPollMemory, type PollPorts, poll } from '../../../lambda/job/poll.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };
const OTHER_TYPE: ActionTypeId = { ...TYPE, version: '2' };
const POLL_TAKES = 400;

const jobsOf = (clientId: string, count: number, from = 0): PolledJob[] =>
  Array.from({ length: count }, (_, number) => ({ clientId, jobId: `${clientId} ${from + number}` }));

/** A poller for which every poll takes 400 milliseconds, and who noted what was queued when. */
function openPoller(polls: (type: ActionTypeId, number: number) => Awaited<ReturnType<Offers['poll']>>) {
  const clock = createManualClock(0);
  const log = memoryLog();
  const ledger = memoryLedger();
  const queued: { jobId: string; at: number }[] = [];
  const sentAt: number[] = [];
  let onTheirWay = 0;
  let mostOnTheirWay = 0;
  const take = ({ jobId }: PolledJob) => void queued.push({ jobId, at: clock.now() });
  const ports = {
    offers: {
      poll: async (type) => {
        const number = sentAt.push(clock.now());
        onTheirWay += 1;
        mostOnTheirWay = Math.max(mostOnTheirWay, onTheirWay);
        await clock.sleep(POLL_TAKES);
        onTheirWay -= 1;
        return polls(type, number);
      },
    },
    ledger,
    queue: {
      send: async (job) => take(job),
      sendAll: (jobs) => Promise.allSettled(jobs.map(async (job) => take(job))),
      hide: async () => {},
    },
    ...{ clock, log, memory: createPollMemory() },
  } satisfies PollPorts;
  const run = (types = [TYPE], changes: Partial<PollPorts> = {}) =>
    clock.finish(poll({ ...ports, ...changes }, types, clock.now() + 50_000));
  /** The ledger, with reads that take a second. */
  const slowly: PollPorts['ledger'] = {
    ...ledger,
    readAll: async (jobIds) => {
      await clock.sleep(1000);
      return ledger.readAll(jobIds);
    },
  };
  return { clock, log, run, queued, sentAt, slowly, most: () => mostOnTheirWay };
}

describe('polls side by side', () => {
  it('grow by one for each that brings as many jobs as the largest, and stay below the connections of a client', async () => {
    const { run, sentAt, most } = openPoller((_type, number) => (number > 300 ? [] : jobsOf('c-1', 10, 10 * number)));

    await run();

    const sentIn = (round: number) => sentAt.filter((at) => at === round * POLL_TAKES).length;
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(sentIn)).toEqual([1, 1, 2, 4, 8, 16, 32, 48]);
    expect(most()).toBe(48);
  });

  it('are one after the other while they bring fewer', async () => {
    const { run, most } = openPoller((_type, number) => (number > 20 ? [] : jobsOf('c-1', 20 - number, 100 * number)));

    await run();

    expect(most()).toBe(1);
  });

  it('are half as many after one was throttled, and pause when even one is too many', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const busy = openPoller((_type, number) => (number === 32 ? 'throttled' : jobsOf('c-1', 10, 10 * number)));
    const slow = openPoller((_type, number) => (number === 1 ? 'throttled' : jobsOf('c-1', 10, 10 * number)));

    await busy.run();
    await slow.run();

    // The thirty-second is the last of sixteen; 31 were on their way when it was answered.
    const throttledAt = 6 * POLL_TAKES;
    const later = busy.sentAt.filter((at) => at > throttledAt);
    const together = later.map((at) => later.filter((one) => one === at).length);
    expect(later[0]).toBe(throttledAt + POLL_TAKES + 5_000);
    expect(Math.max(...together)).toBe(15);
    expect(slow.sentAt.slice(1, 4).map((at, index) => at - (slow.sentAt[index] ?? 0))).toEqual([5_400, 800, 800]);
  });

  it('of one action type leave the others their turn', async () => {
    const { run, queued } = openPoller((type, number) => {
      if (type === TYPE) return jobsOf('c-1', 10, 10 * number);
      return number < 5 ? jobsOf('c-2', 1) : [];
    });

    await run([TYPE, OTHER_TYPE]);

    expect(queued.find(({ jobId }) => jobId === 'c-2 0')?.at).toBe(POLL_TAKES);
  });

  it('go on after a pause when one of them failed, though those before brought nothing new', async () => {
    const { run, queued, log } = openPoller((_type, number) => {
      if (number === 5) throw new Error('no answer');
      if (number === 2 || number === 3) return [];
      return number < 5 ? jobsOf('c-1', 10) : jobsOf('c-2', 1);
    });
    await run();

    await run();

    expect(queued.map(({ jobId }) => jobId)).toContain('c-2 0');
    expect([log.counted('PollsFailed'), log.counted('PollsSaturated')]).toEqual([1, 0]);
  });

  it('queue a job once that comes twice in one batch', async () => {
    const { run, queued } = openPoller((_type, number) =>
      number === 1 ? [...jobsOf('c-1', 1), ...jobsOf('c-1', 1)] : [],
    );

    await run();

    expect(queued).toHaveLength(1);
  });
});

describe('jobs that wait to be queued', () => {
  it('go in turns of their customers', async () => {
    const { run, queued, slowly } = openPoller((_type, number) =>
      number === 1 ? [...jobsOf('c-1', 500), ...jobsOf('c-2', 2)] : [],
    );
    await run([TYPE], { ledger: slowly });

    const places = queued.flatMap(({ jobId }, place) => (jobId.startsWith('c-2') ? [place] : []));
    expect(queued).toHaveLength(502);
    expect(Math.max(...places)).toBeLessThan(80);
  });

  it('wait for no look at the thousands that were looked at before', async () => {
    let isSecond = false;
    const { run, queued, slowly, clock } = openPoller((_type, number) => {
      if (number === 1) return jobsOf('c-1', 2000);
      if (!isSecond || queued.length > 2000) return [];
      isSecond = true;
      return jobsOf('c-1', 2001);
    });
    await run();
    isSecond = true;
    const startsAt = clock.now();
    await run([TYPE], { ledger: slowly });

    expect(queued.find(({ jobId }) => jobId === 'c-1 2000')?.at).toBeLessThan(startsAt + 5_000);
  });
});
