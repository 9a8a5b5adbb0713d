import { describe, expect, it } from 'vitest';
import { isStarved, type Sample, watchMachine, worstOf } from '../../../local/chaos/machine.ts';
import { describeVerdict, type SeedRow } from '../../../local/chaos/report-seeds.ts';
import { exitCodeOf, verdictOn, worstVerdict } from '../../../local/chaos/verdict.ts';
import { timeLimit } from '../../time-limit.ts';

const idle = { factor: 1, stallMilliseconds: 0 };
const busy = { factor: 18, stallMilliseconds: 40 };
const LEASE_SECONDS = 4;

describe('the verdict', () => {
  it.each([
    ['right', 'nothing is wrong', { lasting: [], ofTime: [] }, busy],
    ['violated', 'a lease ran out on an idle machine', { lasting: [], ofTime: ['a lease ran out'] }, idle],
    ['inconclusive', 'a lease ran out on a busy machine', { lasting: [], ofTime: ['a lease ran out'] }, busy],
    ['violated', 'a secret is seen on a busy machine', { lasting: ['a secret'], ofTime: ['a lease ran out'] }, busy],
  ] as const)('is %s when %s', (verdict, _when, violations, slowness) => {
    expect(verdictOn(violations, slowness, LEASE_SECONDS)).toBe(verdict);
  });

  it('on many seeds is the worst of theirs, and each has an exit code of its own', () => {
    expect(worstVerdict(['right', 'inconclusive', 'violated', 'right'])).toBe('violated');
    expect(worstVerdict(['right', 'inconclusive'])).toBe('inconclusive');
    expect(worstVerdict([])).toBe('right');
    expect(exitCodeOf).toEqual({ right: 0, violated: 1, inconclusive: 3 });
  });

  it.each([
    ['right', /^Right: 60 jobs, 70 runs, 80 kills and 0 violations\.$/],
    ['violated', /^Violated: 60 jobs, .* and 0 violations; /],
    [
      'inconclusive',
      /^Inconclusive: .* too busy: work took 18\.0 times as long .* Run it again when the machine is idle\.$/,
    ],
  ] as const)('%s is told in one sentence', (verdict, sentence) => {
    const row: SeedRow = {
      ...{ seed: 1, jobs: 60, runs: { started: 70, completed: 60, cutShort: 10 }, kills: 80, fired: [] },
      ...{ violations: 0, verdict, slowness: busy, rows: [], points: 54, missed: [] },
    };

    expect(describeVerdict([row], false)).toMatch(sentence);
    expect(describeVerdict([row], true)).toMatch(/^Stopped before the end, after 60 jobs/);
  });
});

describe('a machine', () => {
  /** One look every 200 milliseconds, at each of which a burst of work took this many times as long as it should. */
  const samplesOf = (factors: readonly number[]): Sample[] =>
    factors.map((factor, index) => ({ at: index * 200, late: 0, busy: 4, took: 4 * factor }));

  it('is as slow as it was on average over a lease, at its worst', () => {
    const calm = Array<number>(30).fill(1);

    expect(worstOf(samplesOf([...calm, 20, ...calm]), 4000).factor).toBeLessThan(2);
    expect(worstOf(samplesOf([...calm, ...Array<number>(30).fill(20), ...calm]), 4000).factor).toBe(20);
  });

  it('is starved when work takes eight times as long, or nothing runs for a third of a lease', () => {
    expect(isStarved({ factor: 7, stallMilliseconds: 1000 }, LEASE_SECONDS)).toBe(false);
    expect(isStarved({ factor: 9, stallMilliseconds: 0 }, LEASE_SECONDS)).toBe(true);
    expect(isStarved({ factor: 1, stallMilliseconds: 1400 }, LEASE_SECONDS)).toBe(true);
    expect(isStarved({ factor: 1, stallMilliseconds: 1400 }, 120)).toBe(false);
  });

  it('that stands still in this very thread is seen to stall', async () => {
    await using machine = watchMachine(LEASE_SECONDS);
    const startedAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const until = performance.now() + 1500;
    while (performance.now() < until);
    await expect.poll(() => machine.worst(startedAt, Date.now()).stallMilliseconds).toBeGreaterThan(1200);
    expect(isStarved(machine.worst(startedAt, Date.now()), LEASE_SECONDS)).toBe(true);
  });

  it('is looked at by a thread of its own', async () => {
    await using machine = watchMachine(0.4);
    const startedAt = Date.now();

    await expect
      .poll(() => machine.worst(startedAt, Date.now()).factor, { timeout: timeLimit(10_000) })
      .toBeGreaterThan(1);
  });
});
