import { describe, expect, it } from 'vitest';
import { OTHER_TYPE, startPolledWorker, TYPE } from './polled-worker.ts';

const times = (from: number, to: number, every: number) =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, index) => from + index * every);

describe('a poller that is woken every five seconds', () => {
  it('polls every five seconds, minute after minute, and one poll at a time', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });

    await worker.pass(180);

    expect(worker.polledAt).toEqual(times(0, 180, 5));
    expect(worker.mostAtOnce()).toBe(1);
    expect(worker.errors).toEqual([]);
  });

  it('survives wake-ups that are lost: the next one polls', async () => {
    const worker = startPolledWorker({ pollEvery: 5, deliver: (_, number) => (number % 3 === 0 ? [] : [0]) });

    await worker.pass(120);

    expect(worker.widestGap()).toBeLessThanOrEqual(10);
  });

  it('goes on from the next minute when all of them are lost, or a scheduled poll is', async () => {
    const worker = startPolledWorker({ pollEvery: 5, deliver: ({ dueAt }) => (dueAt < 60_000 ? [] : [0]) });

    await worker.pass(180, (minute) => minute !== 2);

    expect(worker.polledAt).toEqual([0, ...times(60, 120, 5)]);
  });

  it('polls once for a wake-up that comes twice', async () => {
    const twice = startPolledWorker({ pollEvery: 5, deliver: () => [0, 0] });

    await twice.pass(60);

    expect(twice.polledAt).toEqual(times(0, 60, 5));
    expect(twice.results.filter(({ skipped }) => skipped === 'held')).toHaveLength(11);
    expect(twice.mostAtOnce()).toBe(1);
  });

  it('polls for a wake-up that is late, and not for one that others have made up for', async () => {
    const worker = startPolledWorker({ pollEvery: 5, deliver: ({ dueAt }) => [dueAt === 10_000 ? 2_000 : 0] });
    const overdue = startPolledWorker({ pollEvery: 5, deliver: ({ dueAt }) => [dueAt === 10_000 ? 12_500 : 0] });

    await worker.pass(30);
    await overdue.pass(30);

    expect(worker.polledAt).toEqual([0, 5, 12, 15, 20, 25]);
    expect(overdue.polledAt).toEqual([0, 5, 15, 20, 25]);
    expect(overdue.results).toContainEqual({ queued: 0, skipped: 'overdue' });
  });

  it.each([3_000, 9_000])('polls as often when each wake-up comes %i milliseconds late', async (late) => {
    const worker = startPolledWorker({ pollEvery: 5, deliver: () => [late] });
    worker.offer('j-1', 30);

    await worker.pass(180);

    // Every two seconds, because a job was found.
    expect(worker.polledAt.filter((at) => at >= 80 && at < 140).length).toBeGreaterThanOrEqual(30);
    expect(worker.mostAtOnce()).toBe(1);
  });

  it('asks neither ledger nor CodePipeline for one that is overdue', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    await worker.lease.take('somebody', 0, 1);
    const unreachable = { ...worker.lease, take: () => Promise.reject(new Error('asked')) };
    worker.ports.pace.lease = unreachable;
    await worker.clock.advance(60_000);

    worker.wake({ dueAt: 10_000, every: 5, until: 60_000 });
    await worker.clock.advance(1_000);

    expect([worker.polledAt, worker.errors]).toEqual([[], []]);
  });

  it('is let run by a poll that takes longer than the next wake-up waits, which it holds up', async () => {
    const worker = startPolledWorker({ pollEvery: 5, pollTakes: 12_000 });

    await worker.pass(40);

    expect(worker.mostAtOnce()).toBe(1);
    expect(worker.polledAt).toEqual([0, 15, 30]);
  });

  it('sends wake-ups even where a poll of the minute before holds the scheduled one up', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    await worker.lease.take('a long poll', 0, 3_000);

    await worker.pass(60);

    expect(worker.polledAt).toEqual(times(5, 60, 5));
  });

  it('takes the work of a poller over that was killed, once its lease has run out', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    await worker.lease.take('killed', 0, 10_000);

    await worker.pass(30);

    expect(worker.polledAt).toEqual([10, 15, 20, 25]);
  });
});

describe('a poller that finds a job', () => {
  it('polls every two seconds for five minutes, and calms down', async () => {
    const worker = startPolledWorker({ pollEvery: 20 });
    worker.offer('j-1', 15);

    await worker.pass(480);

    const between = (from: number, to: number) => worker.polledAt.filter((at) => at >= from && at < to).length;
    expect(worker.queue.length).toBe(1);
    expect(between(0, 20)).toBe(1);
    // Those of the minute before are still on their way, and now and then between two.
    expect(between(20, 60)).toBeGreaterThanOrEqual(19);
    expect(between(60, 360)).toBe(150);
    expect(between(420, 480)).toBe(3);
  });

  it('takes the next job within two seconds, and one a poll after an idle hour', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    await worker.pass(3600);
    worker.offer('first', 3);
    await worker.pass(6);
    const afterFirst = worker.queue.length;
    worker.offer('second', 1);
    await worker.pass(4);

    expect([afterFirst, worker.queue.length]).toEqual([1, 2]);
  });

  it('does not stay on: it is woken', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    worker.offer('j-1');

    worker.schedule();
    await worker.clock.advance(1_000);

    expect(worker.results).toEqual([{ queued: 1 }]);
  });

  it('says once a minute that more are expected, however many there are', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    let written = 0;
    const { heat } = worker.lease;
    worker.ports.pace.lease = { ...worker.lease, heat: (until) => heat(until).then(() => void written++) };
    for (let second = 0; second < 120; second++) worker.offer(`j-${second}`, second);

    await worker.pass(122);

    expect(worker.queue.length).toBe(120);
    expect(written).toBeLessThanOrEqual(3);
  });

  it('keeps it where neither wake-ups nor the ledger can be told', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    worker.ports.pace.wakeUps = { send: () => Promise.reject(new Error('no queue')) };
    worker.ports.pace.lease = { ...worker.lease, heat: () => Promise.reject(new Error('no ledger')) };
    worker.offer('j-1');

    worker.schedule();
    await worker.clock.advance(1_000);

    expect(worker.results).toEqual([{ queued: 1 }]);
    expect(worker.log.counted('PollsFailed')).toBe(3);
  });
});

describe('a poller that is paused', () => {
  it('by its deployment polls never, sends no wake-up and says so once a minute', async () => {
    const worker = startPolledWorker({ pollEvery: 5, isPaused: true });
    worker.offer('j-1');

    await worker.pass(180);
    worker.wake({ dueAt: worker.clock.now(), every: 5, until: worker.clock.now() + 1 });
    worker.start();
    await worker.clock.advance(1_000);

    expect([worker.polledAt, worker.wakeUps.waiting, worker.queue.length]).toEqual([[], [], 0]);
    expect(worker.log.counted('PollsPaused')).toBe(3);
    expect(worker.results).toEqual(Array.from({ length: 5 }, () => ({ queued: 0, skipped: 'paused' })));
  });

  it('by an operator stops at once and goes on within a minute', async () => {
    const worker = startPolledWorker({ pollEvery: 5 });
    await worker.pass(90);
    const before = worker.polledAt.length;

    await worker.lease.pause(worker.clock.now());
    worker.offer('j-1');
    worker.start();
    await worker.pass(90);
    const during = worker.polledAt.length;
    await worker.lease.resume();
    await worker.pass(60);

    expect(during).toBe(before);
    expect(worker.log.counted('PollsPaused')).toBe(1);
    expect(worker.queue.length).toBe(1);
  });

  it('by an operator queues nothing where only the schedule starts it, and asks no more once it has seen the pause', async () => {
    const worker = startPolledWorker({ pollEvery: 60 });
    await worker.pass(90);

    await worker.lease.pause(worker.clock.now());
    worker.offer('j-1');
    worker.start();
    await worker.pass(210);
    const during = { polledAt: [...worker.polledAt], queued: worker.queue.length };
    await worker.lease.resume();
    worker.offer('j-1');
    await worker.pass(60);

    expect(during).toEqual({ polledAt: [0, 60, 120], queued: 0 });
    expect(worker.log.counted('PollsPaused')).toBe(3);
    expect([worker.polledAt.filter((at) => at >= 300).length > 0, worker.queue.length]).toEqual([true, 1]);
  });
});

describe('a poller that only the schedule starts', () => {
  it('polls once a minute, and asks the ledger for nothing while no job is on offer', async () => {
    const worker = startPolledWorker({ pollEvery: 60 });
    const costs = () => Promise.reject(new Error('a call costs'));
    worker.ports.pace.lease = { ...worker.lease, take: costs, read: costs };

    await worker.pass(180);

    expect([worker.polledAt, worker.errors]).toEqual([[0, 60, 120], []]);
  });

  it('stays on while jobs come, as nothing else wakes it', async () => {
    const worker = startPolledWorker({ pollEvery: 60 });
    worker.offer('first');
    worker.offer('second', 4);

    await worker.pass(20);

    expect(worker.queue.length).toBe(2);
  });
});

describe('a poller that the start of an action wakes', () => {
  it('polls at once, and is woken again while the job is not there yet', async () => {
    const worker = startPolledWorker({ pollEvery: 30 });
    await worker.pass(10);
    worker.offer('j-1', 1.5);

    worker.start();
    await worker.pass(3);

    expect(worker.polledAt.slice(1, 4)).toEqual([10, 11, 12]);
    expect(worker.queue.length).toBe(1);
  });

  it.each([5, 60])('polls one at a time, however many actions start, at %i seconds', async (pollEvery) => {
    const worker = startPolledWorker({ pollEvery, pollTakes: 300 });
    await worker.pass(10);
    worker.offer('j-1', 0.5);

    for (let pipeline = 0; pipeline < 50; pipeline++) worker.start();
    await worker.pass(12);

    expect(worker.queue.length).toBe(1);
    expect(worker.mostAtOnce()).toBe(1);
    expect(worker.errors).toEqual([]);
  });

  it.each([5, 60])('finds it while another looks for one of another type, at %i seconds', async (pollEvery) => {
    const worker = startPolledWorker({ pollEvery, actionTypes: [TYPE, OTHER_TYPE] });
    await worker.pass(10);
    // Somebody has its job already.
    worker.start(TYPE);
    await worker.pass(0.2);
    worker.offer('j-1', 0.5, OTHER_TYPE);

    worker.start(OTHER_TYPE);
    await worker.pass(3);

    expect(worker.queue.length).toBe(1);
  });

  it('looks again after it found another poller at it, which may have asked before the job was there', async () => {
    const worker = startPolledWorker({ pollEvery: 30 });
    await worker.pass(10);
    await worker.lease.take('another', 10_000, 10_500);
    worker.offer('j-1');

    worker.start();
    await worker.pass(3);

    expect(worker.queue.length).toBe(1);
  });
});
