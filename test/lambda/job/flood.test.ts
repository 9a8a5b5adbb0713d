import { beforeEach, describe, expect, it, vi } from 'vitest';
import { playFlood } from '../../../proof/bench/flood/play-flood.ts';
import {
  alarmAfterMinutes,
  assumed,
  bearable,
  MAX_ALARM_MINUTES,
  MAX_WAIT_SECONDS,
  unbearable,
} from '../../../proof/bench/flood/situations.ts';
import { few } from '../../few.ts';
import { timeLimit } from '../../time-limit.ts';

describe('while one customer has thousands of jobs on offer, the job of another', {
  timeout: timeLimit(60_000),
}, () => {
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  it.each(few(4, bearable))('is queued within two minutes %s', async (_what, opposite) => {
    const { longestWait, polls, throttled, sentTooSoon } = await playFlood({ ...assumed, ...opposite });

    expect(MAX_WAIT_SECONDS).toBe(120);
    expect(longestWait).toBeLessThanOrEqual(MAX_WAIT_SECONDS);
    expect(throttled).toBeLessThan(polls / 10);
    expect(sentTooSoon).toBe(0);
  });

  it.each(few(1, unbearable))(
    'waits longer where %s, and an alarm says within five minutes that polls do not come to an end',
    async (_what, opposite) => {
      const { longestWait, polls, throttled, sentTooSoon, minutesWith } = await playFlood({ ...assumed, ...opposite });

      expect(longestWait).toBeGreaterThan(MAX_WAIT_SECONDS);
      expect(MAX_ALARM_MINUTES).toBe(5);
      expect(alarmAfterMinutes(minutesWith('PollsSaturated'))).toBeLessThanOrEqual(MAX_ALARM_MINUTES);
      expect(throttled).toBeLessThan(polls / 10);
      expect(sentTooSoon).toBe(0);
    },
  );

  it('raises no alarm when every poll comes to an end', async () => {
    const { minutesWith } = await playFlood(assumed);

    expect(minutesWith('PollsSaturated')).toEqual([]);
  });
});
