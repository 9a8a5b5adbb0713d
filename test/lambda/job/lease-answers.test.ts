import { describe, expect, it } from 'vitest';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { openRoom, writesLost } from './lease-room.ts';

describe('a lease whose writes get no answer', () => {
  it('is kept when one was stored, and is refused because the SDK sends it again', async () => {
    const { ports, message, ledger } = await openRoom();
    const sentTwice: typeof ledger = {
      ...ledger,
      async write(entry, replacing) {
        await ledger.write(entry, replacing);
        return ledger.write(entry, replacing);
      },
    };
    const lease = await takeLease({ ...ports, ledger: sentTwice }, message, 'i-1');
    if (typeof lease === 'string') throw new Error(lease);

    await lease.change({ phase: 'running' });

    expect([lease.lost.aborted, ledger.entry('j-1')]).toEqual([false, lease.entry]);
  });

  it.each([
    [900_000, 120_000],
    [60_000, 60_000],
  ])('of a worker that has %i milliseconds repeats its end for %i of them', async (lives, repeats) => {
    const { plan, lose } = writesLost();
    const { ports, message, clock } = await openRoom(plan);
    const lease = await takeLease(ports, message, 'i-1', clock.now() + lives);
    if (typeof lease === 'string') throw new Error(lease);
    const startedAt = clock.now();
    lose('request-lost', 1000);

    await expect(clock.finish(lease.end({ phase: 'lost' }))).rejects.toThrow('no answer');

    expect(clock.now() - startedAt).toBe(repeats);
  });
});
