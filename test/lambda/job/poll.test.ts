import { describe, expect, it, vi } from 'vitest';
import { type PollPorts, poll } from '../../../lambda/job/poll.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryCodePipeline } from '../../memory/codepipeline-jobs.ts';
import { memoryQueue } from '../../memory/queue.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };
const OTHER_TYPE: ActionTypeId = { ...TYPE, version: '2' };

function openPorts() {
  const clock = createManualClock();
  const offers = memoryCodePipeline({ clock });
  const ledger = memoryLedger();
  const queue = memoryQueue({ clock });
  const log = memoryLog();
  const ports = { offers, ledger, queue, clock, log } satisfies PollPorts;
  const pollFor = (seconds: number, changes: Partial<PollPorts> = {}, types = [TYPE]) =>
    clock.finish(poll({ ...ports, ...changes }, types, clock.now() + seconds * 1000));
  const addJob = (actionTypeId = TYPE) => offers.add({ clientId: 'c-1', actionTypeId });
  return { ...ports, pollFor, addJob };
}

describe('the poller', () => {
  it('queues a job with its client ID and job ID and nothing else', async () => {
    const { addJob, pollFor, queue, ledger, log } = openPorts();
    const jobId = addJob();

    const queued = await pollFor(1);

    expect(queued).toBe(1);
    expect(JSON.parse(queue.receive()?.body ?? '')).toEqual({ clientId: 'c-1', jobId });
    expect(ledger.entry(jobId)).toMatchObject({ phase: 'queued', attempt: 0, leaseUntil: 0 });
    expect(log.counted('JobsQueued')).toBe(1);
  });

  it('queues every job of every action type, over as many polls as that takes', async () => {
    const { addJob, pollFor, queue } = openPorts();
    for (let number = 0; number < 23; number++) addJob();
    for (let number = 0; number < 12; number++) addJob(OTHER_TYPE);

    const queued = await pollFor(1, {}, [TYPE, OTHER_TYPE]);

    expect(queued).toBe(35);
    expect(queue.length).toBe(35);
  });

  it('asks once when there is no job', async () => {
    const { pollFor, offers } = openPorts();
    let polls = 0;

    await pollFor(50, {
      offers: {
        ...offers,
        poll: async () => {
          polls += 1;
          return [];
        },
      },
    });

    expect(polls).toBe(1);
  });

  it('asks again every five seconds while jobs keep coming, and stops before its time is up', async () => {
    const { addJob, pollFor, clock, offers, queue } = openPorts();
    const startedAt = clock.now();
    const askedAt = new Set<number>();

    await pollFor(21, {
      offers: {
        ...offers,
        poll: (type, most) => {
          if (!askedAt.has(clock.now())) addJob();
          askedAt.add(clock.now());
          return offers.poll(type, most);
        },
      },
    });

    expect([...askedAt].map((at) => (at - startedAt) / 1000)).toEqual([0, 5, 10, 15, 20]);
    expect(queue.length).toBe(5);
  });

  it('queues a job once, though CodePipeline offers it again and again', async () => {
    const { addJob, pollFor, clock, queue } = openPorts();
    addJob();

    for (let second = 0; second < 299; second += 31) {
      await pollFor(1);
      await clock.advance(31_000);
    }

    expect(queue.length).toBe(1);
  });

  it.each([
    [299, 1],
    [300, 2],
  ])('has, %i seconds after a job was queued and is offered again, sent %i messages', async (seconds, messages) => {
    const { addJob, pollFor, clock, queue } = openPorts();
    addJob();
    await pollFor(1);
    await clock.advance(seconds * 1000);

    await pollFor(1);

    expect(queue.length).toBe(messages);
  });

  it('does not queue a job again while a worker holds it', async () => {
    const { addJob, pollFor, clock, queue, ledger } = openPorts();
    const jobId = addJob();
    await pollFor(1);
    await clock.advance(400_000);
    const entry = ledger.entry(jobId);
    ledger.put({ ...entry, phase: 'claiming', leaseUntil: clock.now() + 1 });

    await pollFor(1);

    expect(queue.length).toBe(1);
  });

  it.each([
    ['queued', 'queued'],
    ['claiming', 'claiming'],
    ['running', 'running'],
    ['lost', 'queued'],
    ['reported', 'queued'],
    ['unreportable', 'queued'],
  ] as const)('queues a stale job that is %s again, and leaves it %s', async (phase, after) => {
    const { addJob, pollFor, clock, queue, ledger } = openPorts();
    const jobId = addJob();
    await pollFor(1);
    const stoppedIn = phase === 'unreportable' ? 'claiming' : undefined;
    ledger.put({ ...ledger.entry(jobId), phase, stoppedIn, remembered: { run: '17' } });
    await clock.advance(300_000);

    await pollFor(1);

    expect(queue.length).toBe(2);
    expect(ledger.entry(jobId)).toMatchObject({ phase: after, stoppedIn: undefined, remembered: { run: '17' } });
  });

  it('never queues a job again that is decided, for its message is still there to report it', async () => {
    const { addJob, pollFor, clock, queue, ledger } = openPorts();
    const jobId = addJob();
    await pollFor(1);
    ledger.put({ ...ledger.entry(jobId), phase: 'decided' });
    await clock.advance(3_000_000);

    await pollFor(1);

    expect(queue.length).toBe(1);
  });

  it('sends nothing when another poller was quicker', async () => {
    const { addJob, pollFor, queue, ledger } = openPorts();
    addJob();

    const queued = await pollFor(1, { ledger: { ...ledger, write: async () => false } });

    expect(queued).toBe(0);
    expect(queue.length).toBe(0);
  });

  it('queues a job again, five minutes later, whose message could not be sent', async () => {
    const { addJob, pollFor, clock, queue, log } = openPorts();
    addJob();
    const sendAll = () => Promise.reject(new Error('SQS is away'));

    await pollFor(1, { queue: { ...queue, sendAll } });
    const sentAtFirst = queue.length;
    await clock.advance(300_000);
    await pollFor(1);

    expect(sentAtFirst).toBe(0);
    expect(queue.length).toBe(1);
    expect(log.counted('PollsFailed')).toBe(1);
  });

  it('queues all other jobs when one cannot be', async () => {
    const { addJob, pollFor, ledger, queue, log } = openPorts();
    const [bad] = Array.from({ length: 25 }, () => addJob());
    const read = (jobId: string) => (jobId === bad ? Promise.reject(new Error('no JSON')) : ledger.read(jobId));

    const queued = await pollFor(1, { ledger: { ...ledger, readAll: (ids) => Promise.allSettled(ids.map(read)) } });

    expect([queued, queue.length, log.counted('PollsFailed')]).toEqual([24, 24, 1]);
  });

  it('polls the other action types when one cannot be polled', async () => {
    const { addJob, pollFor, offers, log } = openPorts();
    addJob(OTHER_TYPE);
    const notRegistered = () => Promise.reject(new Error('ActionTypeNotFoundException'));

    const queued = await pollFor(
      1,
      { offers: { ...offers, poll: (type, most) => (type === TYPE ? notRegistered() : offers.poll(type, most)) } },
      [TYPE, OTHER_TYPE],
    );

    expect(queued).toBe(1);
    expect(log.counted('PollsFailed')).toBe(1);
  });

  it('counts that it was throttled, keeps what it has and lets the next type have its turn', async () => {
    const { addJob, pollFor, offers, log } = openPorts();
    addJob(OTHER_TYPE);

    const queued = await pollFor(
      1,
      { offers: { ...offers, poll: async (type, most) => (type === TYPE ? 'throttled' : offers.poll(type, most)) } },
      [TYPE, OTHER_TYPE],
    );

    expect([queued, log.counted('PollsThrottled')]).toEqual([1, 1]);
  });

  it.each([
    [0, 5],
    [0.5, 7.5],
    [0.75, 8.75],
  ])(
    'waits, where chance gives %d, %d seconds after a throttled poll, though no job was on offer',
    async (chance, wait) => {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      const { pollFor, clock, offers, queue, addJob } = openPorts();
      const startedAt = clock.now();
      const askedAt: number[] = [];
      addJob();

      await pollFor(20, {
        offers: {
          ...offers,
          poll: async (type, most) => {
            askedAt.push((clock.now() - startedAt) / 1000);
            return askedAt.length === 1 ? 'throttled' : offers.poll(type, most);
          },
        },
      });

      expect(askedAt.slice(0, 2)).toEqual([0, wait]);
      expect(queue.length).toBe(1);
    },
  );

  it('stops before its time is up though it is throttled without end', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { pollFor, clock, offers, log } = openPorts();
    const startedAt = clock.now();

    const queued = await pollFor(50, { offers: { ...offers, poll: async () => 'throttled' } });

    expect(queued).toBe(0);
    expect((clock.now() - startedAt) / 1000).toBe(45);
    expect(log.counted('PollsThrottled')).toBe(7);
  });

  it('comes to an end though a service offers the same jobs without end', async () => {
    const { pollFor, offers, queue, clock } = openPorts();
    const offer = { clientId: 'c-1', jobId: 'j-1' };
    let polls = 0;

    await pollFor(11, {
      offers: {
        ...offers,
        poll: async () => {
          polls += 1;
          if (polls > 100) await clock.sleep(60_000);
          return [offer];
        },
      },
    });

    expect(polls).toBe(4);
    expect(queue.length).toBe(1);
  });

  it('comes to an end though a service offers new jobs without end', async () => {
    const { pollFor, offers, clock, queue } = openPorts();
    let polls = 0;

    await pollFor(10, {
      offers: {
        ...offers,
        poll: async () => {
          polls += 1;
          await clock.sleep(1000);
          return [{ clientId: 'c-1', jobId: `j-${polls}` }];
        },
      },
    });

    expect(polls).toBe(10);
    expect(queue.length).toBe(10);
  });
});
