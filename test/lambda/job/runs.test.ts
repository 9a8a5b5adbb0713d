import { describe, expect, it } from 'vitest';
import { nextRun } from '../../../lambda/job/runs.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { openRoom, writesLost } from './lease-room.ts';

/** The next run of a job that was run this often. */
async function open(runs = 0) {
  const { plan, lose } = writesLost();
  const room = await openRoom(plan);
  const lease = await room.take();
  await lease.change({ phase: 'running', runs });
  return { ...room, next: nextRun(lease, memoryLog()), fail: () => lose('request-lost', 100) };
}

describe('a run of an action', () => {
  it('that could not be counted is left to another attempt', async () => {
    const { next, fail } = await open();
    if ('kind' in next) throw new Error(next.message);
    fail();

    await expect(next.begin()).rejects.toThrow('no answer to ledger.write');

    expect(() => next.requireCounted()).toThrow('no answer to ledger.write');
  });

  it('that was counted and then could not be confirmed again counts all the same', async () => {
    const { next, fail, ledger } = await open();
    if ('kind' in next) throw new Error(next.message);
    await next.begin();
    fail();

    await expect(next.begin()).rejects.toThrow('no answer to ledger.write');

    expect(() => next.requireCounted()).not.toThrow();
    expect(ledger.entry('j-1').runs).toBe(1);
  });

  it('is the third at most', async () => {
    const { next: third } = await open(2);
    const { next: fourth } = await open(3);

    expect(third).toMatchObject({ number: 3 });
    expect(fourth).toMatchObject({ kind: 'failed', type: 'SystemUnavailable' });
  });
});
