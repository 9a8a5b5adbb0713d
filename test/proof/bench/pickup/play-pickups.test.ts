import { describe, expect, it } from 'vitest';
import { playPickups } from '../../../../proof/bench/pickup/play-pickups.ts';

const MOMENTS = [0, 7_300, 21_900, 44_400, 59_900];

/** Milliseconds until the first job after an idle time is acknowledged, at several moments of a minute. */
const first = async (pickup: Parameters<typeof playPickups>[0]) => {
  const waited: number[] = [];
  for (const moment of MOMENTS) waited.push(...(await playPickups(pickup, [moment])));
  return waited;
};

describe('a played worker', () => {
  it.each([2, 5, 10, 60])('waits for the next poll at most, and for its start, at %i seconds', async (pollEvery) => {
    const waited = await first({ pollEvery });

    // The start of the worker takes a second, and some calls follow.
    expect(Math.min(...waited)).toBeGreaterThan(1_000);
    expect(Math.max(...waited)).toBeLessThan(pollEvery * 1000 + 1_500);
  });

  it('is woken by the event of a custom action, however rarely it polls', async () => {
    expect(Math.max(...(await first({ pollEvery: 60, hasEvents: true })))).toBeLessThanOrEqual(2_000);
  });

  it('has the next jobs sooner than the first one: it is warm, and polls every two seconds', async () => {
    const [one = 0, ...more] = await playPickups({ pollEvery: 10 }, [3_100, 13_900, 17_000, 20_100]);

    expect(one).toBeGreaterThan(7_000);
    for (const waited of more) expect(waited).toBeLessThan(2_500);
  });
});

describe('a played plain poller', () => {
  it('waits for its next poll, which comes so long after the one before has ended', async () => {
    const waited = await first({ pollEvery: 1, isPlain: true });

    expect(Math.min(...waited)).toBeGreaterThanOrEqual(160);
    expect(Math.max(...waited)).toBeLessThan(1_400);
  });
});
