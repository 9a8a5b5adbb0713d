import { describe, expect, it } from 'vitest';
import { atLeast, atMost } from '../../../proof/bench/goal.ts';
import { spread, spreadOfRatios } from '../../../proof/bench/statistics.ts';

describe('a spread', () => {
  it('has the middle value, the least and the most', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  });

  it('has the mean of the two in the middle when their number is even', () => {
    expect(spread([8, 1, 3, 5])).toEqual({ median: 4, least: 1, most: 8 });
  });

  it('of ratios compares what was measured in the same round', () => {
    expect(spreadOfRatios([10, 40], [5, 10])).toEqual({ median: 3, least: 2, most: 4 });
  });

  it('of nothing is an error', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe('a goal', () => {
  it.each([
    [1.9, false],
    [2, true],
  ])('of at least 2 × is judged by the median: %d × is %s', (median, reached) => {
    expect(atLeast('G5', 'yazl', 2, { median, least: 0, most: 9 })).toMatchObject({ reached });
  });

  it('is not judged when the peer is missing', () => {
    expect(atLeast('G5', 'zip', 2, undefined)).toMatchObject({ reached: undefined });
  });

  it.each([
    [150, true],
    [150.1, false],
    [Number.NaN, false],
  ])('of at most 150 is judged by the value: %d is %s', (value, reached) => {
    expect(atMost('G2', 'peak memory', [value, 150])).toMatchObject({ reached });
  });
});
