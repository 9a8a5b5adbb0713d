import { describe, expect, it } from 'vitest';
import type { Row } from '../../../local/chaos/report.ts';
import { countSeedsOf, formatSeeds, type SeedRow } from '../../../local/chaos/report-seeds.ts';

const idle = { factor: 1, stallMilliseconds: 0 };

const rowOf = (fault: string): Row => ({
  ...{
    faults: [fault],
    jobs: 2,
    strikes: 0,
    kills: 1,
    recovered: 0,
    violations: 0,
    milliseconds: 1000,
    runsElsewhere: 0,
  },
  ...{ runs: { started: 3, completed: 2, cutShort: 1 }, medianRecovery: undefined, longestRecovery: undefined },
  ...{ verdict: 'right', slowness: idle },
});
const seedOf = (seed: number, fired: string[]): SeedRow => ({
  ...{ seed, jobs: 4, runs: { started: 6, completed: 4, cutShort: 2 }, kills: 2, fired, violations: 0 },
  ...{ verdict: 'right', slowness: idle, rows: [rowOf('delay'), rowOf('rival')], points: 54, missed: [] },
});

describe('the figures of many seeds', () => {
  const rows = [seedOf(7, ['delay']), seedOf(8, ['delay'])];

  it('tell in how many of them each fault struck, and of one that never did', () => {
    expect(countSeedsOf(rows)).toEqual({ delay: 2, rival: 0 });
    expect(formatSeeds(rows).at(-1)).toBe('Seeds in which each fault struck: delay 2, rival 0.');
  });

  it('have a line for each of them', () => {
    const [headings, first, second] = formatSeeds(rows).map((line) => line.trim().split(/ {2,}/));

    expect(headings).toEqual(['seed', 'jobs', 'runs', 'cut short', 'kills', 'faults fired', 'violations', 'verdict']);
    expect(first).toEqual(['7', '4', '6', '2', '2', '1', '0', 'right']);
    expect(second?.[0]).toBe('8');
  });
});
