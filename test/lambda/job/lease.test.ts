import { describe, expect, it } from 'vitest';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { openRoom, writesLost } from './lease-room.ts';

describe('a lease', () => {
  it('is lost at the first change after another worker took the job over', async () => {
    const { take, clock, ledger } = await openRoom();
    const first = await take();
    await clock.advance(120_000);
    const second = await take('i-2');

    const change = first.change({ phase: 'decided' });

    await expect(change).rejects.toThrow(LeaseLost);
    expect(first.lost.aborted).toBe(true);
    expect(ledger.entry('j-1')).toEqual(second.entry);
  });

  it('outlives its end while nobody takes the job', async () => {
    const { take, clock, ledger } = await openRoom();
    const lease = await take();
    await clock.advance(500_000);

    await lease.change({ phase: 'decided' });

    expect(ledger.entry('j-1').phase).toBe('decided');
  });

  it('writes changes one after the other, in the order they were made', async () => {
    const { take, ledger } = await openRoom();
    const lease = await take();

    await Promise.all([lease.change({ phase: 'claiming' }), lease.change({ phase: 'running' }), lease.end()]);

    expect(ledger.history.map(({ phase, leaseUntil }) => [phase, leaseUntil > 0])).toEqual([
      ['queued', true],
      ['claiming', true],
      ['running', true],
      ['running', false],
    ]);
  });

  it('says where its job is from in each write after it was learned, also when one was on its way then', async () => {
    const begun = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let isSlow = false;
    const plan: FaultPlan = async () => {
      if (!isSlow) return 'none' as const;
      begun.resolve();
      await answered.promise;
      return 'none';
    };
    const { take, ledger } = await openRoom(plan);
    const lease = await take();
    isSlow = true;
    const renewal = lease.renew();
    await begun.promise;

    lease.learn({ pipelineName: 'shop' });
    answered.resolve();
    await renewal;
    const told = lease.entry.pipelineName;
    await lease.change({ phase: 'claiming' });

    expect(told).toBe('shop');
    expect(ledger.history.at(-1)).toMatchObject({ phase: 'claiming', pipelineName: 'shop' });
  });

  it('takes no change after its end', async () => {
    const { take, ledger } = await openRoom();
    const lease = await take();
    await lease.end({ phase: 'reported' });

    const change = lease.change({ phase: 'running' });

    await expect(change).rejects.toThrow('given back');
    expect(ledger.entry('j-1')).toMatchObject({ phase: 'reported', leaseUntil: 0 });
  });

  it.each([
    ['request-lost', 1],
    ['request-lost', 3],
    ['answer-lost', 1],
    ['answer-lost', 3],
  ] as const)('is still held after %s on %i of its writes in a row', async (fault, writes) => {
    const { plan, lose } = writesLost();
    const { take, ledger } = await openRoom(plan);
    const lease = await take();
    lose(fault, writes);
    for (let write = 0; write < writes; write++) {
      await expect(lease.change({ remembered: { write: String(write) } })).rejects.toThrow('no answer');
    }

    await lease.change({ phase: 'running' });

    expect(ledger.entry('j-1')).toEqual(lease.entry);
    expect(lease.entry.phase).toBe('running');
  });

  it.each(['request-lost', 'answer-lost'] as const)(
    'repeats its last change when it ends again after %s',
    async (fault) => {
      const { plan, lose } = writesLost();
      const { take, ledger } = await openRoom(plan);
      const lease = await take();
      await lease.change({ phase: 'claiming' });
      lose(fault, 1);
      await expect(lease.end({ phase: 'lost' })).rejects.toThrow('no answer');

      await lease.end();

      expect(ledger.entry('j-1')).toMatchObject({ phase: 'lost', leaseUntil: 0 });
    },
  );

  it('is renewed with the invisibility of its message every 40 seconds until it ends', async () => {
    const { take, clock, ledger, queue, ports, message } = await openRoom();
    const lease = await take();
    const hidden: number[] = [];
    const noting = {
      ...queue,
      hide: async (receiptHandle: string, seconds: number) => {
        hidden.push(seconds);
        await queue.hide(receiptHandle, seconds);
      },
    };
    await lease.end();
    await clock.advance(1);
    const renewed = await takeLease({ ...ports, queue: noting }, message, 'i-2');
    if (typeof renewed === 'string') throw new Error(renewed);

    const kept = renewed.keep(memoryLog());
    await clock.advance(100_000);
    const leaseUntil = ledger.entry('j-1').leaseUntil;
    await renewed.end();
    await clock.advance(100_000);
    await kept;

    expect(hidden).toEqual([120, 120, 120]);
    expect(leaseUntil).toBe(clock.now() - 100_000 - 20_000 + 120_000);
  });

  it('keeps its message hidden when the clock of its machine is set back', async () => {
    const { clock, queue, ports, message } = await openRoom();
    let setBackBy = 0;
    const ownClock = { now: () => clock.now() - setBackBy, sleep: clock.sleep };
    const lease = await takeLease({ ...ports, clock: ownClock }, message, 'i-1');
    if (typeof lease === 'string') throw new Error(lease);

    const kept = lease.keep(memoryLog());
    await clock.advance(20_000);
    setBackBy = 600_000;
    await clock.advance(300_000);

    expect(queue.receive()).toBeUndefined();
    await lease.end();
    await kept;
  });

  it('is renewed again after a renewal that failed', async () => {
    const { plan, lose } = writesLost();
    const { take, clock, ledger } = await openRoom(plan);
    const lease = await take();
    const log = memoryLog();
    lose('request-lost', 1);

    void lease.keep(log);
    await clock.advance(85_000);

    expect(log.lines).toMatchObject([{ level: 'warn' }]);
    expect(ledger.entry('j-1').leaseUntil).toBe(clock.now() - 5000 + 120_000);
    await lease.end();
  });

  it('is not lost by running out: only a ledger that answers can tell that another worker has the job', async () => {
    const { plan, lose } = writesLost();
    const { take, clock, ledger, queue } = await openRoom(plan);
    const lease = await take();
    const log = memoryLog();
    lose('request-lost', 1000);

    const kept = lease.keep(log);
    await clock.advance(600_000);
    const whileAway = { isLost: lease.lost.aborted, message: queue.receive() };
    lose('request-lost', 0);
    await clock.advance(5_000);

    expect(whileAway).toEqual({ isLost: false, message: undefined });
    expect(log.lines[0]).toMatchObject({ level: 'warn', message: 'could not renew the lease, will try again' });
    expect(ledger.entry('j-1').leaseUntil).toBeGreaterThan(clock.now());
    await lease.end();
    await kept;
  });

  it('is renewed in the ledger while the queue cannot be reached', async () => {
    const { take, clock, ledger } = await openRoom((call) => (call === 'queue.hide' ? 'request-lost' : 'none'));
    const lease = await take();

    const kept = lease.keep(memoryLog());
    await clock.advance(600_000);

    expect(ledger.entry('j-1').leaseUntil).toBeGreaterThan(clock.now());
    await lease.end();
    await kept;
  });

  it('repeats what was settled for longer than it lasts, while the ledger cannot be reached', async () => {
    const { plan, lose } = writesLost();
    const { ports, message, clock, ledger } = await openRoom(plan);
    const lease = await takeLease(ports, message, 'i-1', clock.now() + 900_000);
    if (typeof lease === 'string') throw new Error(lease);
    lose('request-lost', 1000);

    const settled = lease.settle({ phase: 'decided' });
    await clock.advance(600_000);
    lose('request-lost', 0);
    await clock.finish(settled);

    expect(ledger.entry('j-1').phase).toBe('decided');
  });

  it('never undoes what was settled, when a renewal comes between that write and its answer', async () => {
    const { plan, lose } = writesLost();
    const { take, clock, ledger, message, ports } = await openRoom(plan);
    const lease = await takeLease(ports, message, 'i-1', clock.now() + 900_000);
    if (typeof lease === 'string') throw new Error(lease);
    lose('answer-lost', 1);
    const settled = lease.settle({ phase: 'decided' });
    await clock.advance(0);

    await lease.change({ leaseUntil: clock.now() + 120_000 });
    const between = ledger.entry('j-1').phase;
    await clock.finish(settled);

    expect([between, ledger.entry('j-1').phase]).toEqual(['decided', 'decided']);
    await expect(take('i-2')).rejects.toThrow('early');
  });

  it.each(['request-lost', 'answer-lost'] as const)(
    'persists a change through %s for as long as its worker lives, and no longer',
    async (fault) => {
      const { plan, lose } = writesLost();
      const { clock, ledger, message, ports } = await openRoom(plan);
      const lease = await takeLease(ports, message, 'i-1', clock.now() + 600_000);
      if (typeof lease === 'string') throw new Error(lease);
      lose(fault, 1000);
      const startedAt = clock.now();

      await expect(clock.finish(lease.persist({ phase: 'running' }))).rejects.toThrow('no answer');
      const gaveUpAfter = clock.now() - startedAt;
      lose(fault, 0);
      await lease.change({ phase: 'claiming' });

      expect(gaveUpAfter).toBe(600_000);
      expect(ledger.entry('j-1')).toEqual(lease.entry);
    },
  );

  it('stops repeating a change as soon as the ledger answers that another worker has the job', async () => {
    const { plan, lose } = writesLost();
    const { clock, ledger, message, ports } = await openRoom(plan);
    const lease = await takeLease(ports, message, 'i-1', clock.now() + 600_000);
    if (typeof lease === 'string') throw new Error(lease);
    lose('request-lost', 3);
    ledger.put({ ...ledger.entry('j-1'), revision: 'of another worker' });

    await expect(clock.finish(lease.persist({ phase: 'running' }))).rejects.toThrow(LeaseLost);

    expect(ledger.entry('j-1').revision).toBe('of another worker');
  });
});
