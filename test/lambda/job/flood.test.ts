import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flood, playFlood } from './flood.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Each value stands until a row names its opposite. */
const assumed: Flood = {
  jobs: 3000,
  pollTakes: 0.4,
  batchCap: 10,
  order: 'oldest first',
  offeredAgainAfter: 30,
  callTakes: 0,
  maxPollsASecond: NEVER,
  isCold: false,
};
const many = { jobs: 10_000, pollTakes: 1 };

/** The alarm goes off after three of four minutes in a row, and says so a minute later. */
function alarmAfterMinutes(minutes: readonly number[]): number {
  const isCounted = (minute: number) => minutes.includes(minute);
  const last = minutes.find((minute) => [0, 1, 2, 3].filter((ago) => isCounted(minute - ago)).length >= 3);
  return last === undefined ? NEVER : last + 2;
}

describe('while one customer has thousands of jobs on offer, the job of another', { timeout: 60_000 }, () => {
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  it.each([
    ['as assumed', {}],
    ['in a new process every minute', { isCold: true }],
    ['with calls to ledger and queue that take 30 milliseconds', { callTakes: 0.03 }],
    ['with calls that take a second, so that no minute is enough for all', { callTakes: 1 }],
    ['though no job is offered again', { offeredAgainAfter: NEVER }],
    ['though jobs are offered at random', { order: 'at random' }],
    ['though jobs are offered at random, and again at once', { order: 'at random', offeredAgainAfter: 0 }],
    ['when those come first that were not offered longest', { order: 'longest not offered first' }],
    ['though polls are throttled from the twenty-first in a second on', { maxPollsASecond: 20 }],
    ['though they are throttled from the sixteenth on', { maxPollsASecond: 15 }],
    ['though they are throttled, at random', { maxPollsASecond: 20, order: 'at random' }],
    ['though they are throttled, in a new process every minute', { maxPollsASecond: 20, isCold: true }],
    ['among 10,000 with polls of a second', many],
    ['among 10,000, in a new process every minute', { ...many, isCold: true }],
    ['among 10,000 that are not offered again', { ...many, offeredAgainAfter: NEVER }],
    ['among 10,000 at random', { ...many, order: 'at random' }],
    ['among 10,000 in batches of 100', { ...many, batchCap: 100 }],
  ] satisfies [string, Partial<Flood>][])('is queued within two minutes %s', async (_what, opposite) => {
    const { longestWait, polls, throttled, sentTooSoon } = await playFlood({ ...assumed, ...opposite });

    expect(longestWait).toBeLessThanOrEqual(120);
    expect(throttled).toBeLessThan(polls / 10);
    expect(sentTooSoon).toBe(0);
  });

  it.each([
    ['the first ten are offered again at once', { offeredAgainAfter: 0 }],
    ['they are offered again after a second', { offeredAgainAfter: 1 }],
    ['ten polls a second are too many', { maxPollsASecond: 10 }],
    ['two polls a second are too many', { maxPollsASecond: 2 }],
    ['twenty polls a second are too many for 10,000', { ...many, maxPollsASecond: 20 }],
    ['100,000 jobs are more than two minutes are enough for', { jobs: 100_000, batchCap: 100, maxPollsASecond: 2 }],
  ] satisfies [string, Partial<Flood>][])(
    'waits longer where %s, and an alarm says within five minutes that polls do not come to an end',
    async (_what, opposite) => {
      const { longestWait, polls, throttled, sentTooSoon, minutesWith } = await playFlood({ ...assumed, ...opposite });

      expect(longestWait).toBeGreaterThan(120);
      expect(alarmAfterMinutes(minutesWith('PollsSaturated'))).toBeLessThanOrEqual(5);
      expect(throttled).toBeLessThan(polls / 10);
      expect(sentTooSoon).toBe(0);
    },
  );

  it('raises no alarm when every poll comes to an end', async () => {
    const { minutesWith } = await playFlood(assumed);

    expect(minutesWith('PollsSaturated')).toEqual([]);
  });
});
