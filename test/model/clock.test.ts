import { describe, expect, it } from 'vitest';
import { systemClock } from '../../model/clock.ts';

describe('the system clock', () => {
  it('tells the time of the system', () => {
    const before = Date.now();

    const now = systemClock.now();

    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('ends a sleep as soon as the signal fires', async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(3_600_000, stop.signal);

    stop.abort();

    await expect(sleep).resolves.toBeUndefined();
  });

  it('does not begin a sleep whose signal has fired', async () => {
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
