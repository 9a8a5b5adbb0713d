import { describe, expect, it } from 'vitest';
import { measureLocally } from '../../../../proof/bench/pickup/local-pickups.ts';
import { createManualClock } from '../../../../testing/manual-clock.ts';

/** Measures a worker that picks a job up at its next poll; polls come at even distances from its start on. */
async function measure(pollEvery: number, runs: number) {
  const clock = createManualClock(0);
  const begunAt: number[] = [];
  let [open, mostOpen] = [0, 0];
  const measuring = measureLocally(
    { runs, tell: () => {} },
    {
      ...{ name: `pollEvery ${pollEvery}`, pollEvery },
      async begin() {
        const start = clock.now();
        begunAt.push(start);
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        return {
          async pickUp() {
            const left = pollEvery * 1000 - ((clock.now() - start) % (pollEvery * 1000));
            await clock.sleep(left);
            return left;
          },
          async [Symbol.asyncDispose]() {
            open -= 1;
          },
        };
      },
    },
    clock,
  );
  const measured = await clock.finish(measuring);
  return { ...measured, begunAt, mostOpen, stillOpen: open, took: clock.now() };
}

describe('the pick-ups of a local worker', () => {
  it('are measured one run after the other, with first jobs at even distances between two polls', async () => {
    const { first, busy, mostOpen, stillOpen } = await measure(5, 5);

    // Three seconds after the start, and then at 0.5, 1.5, 2.5 … of the five seconds.
    expect(first).toEqual([1_500, 500, 4_500, 3_500, 2_500]);
    expect([busy.length, mostOpen, stillOpen]).toEqual([15, 1, 0]);
  });

  it('are measured side by side at a poll a minute, so that five runs take less than three minutes', async () => {
    const { first, busy, begunAt, mostOpen, stillOpen, took } = await measure(60, 5);

    expect([first.length, busy.length, mostOpen, stillOpen]).toEqual([5, 5, 5, 0]);
    expect(begunAt).toEqual([0, 6_000, 12_000, 18_000, 24_000]);
    expect(took).toBeLessThan(180_000);
  });
});
