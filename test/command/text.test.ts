import { describe, expect, it } from 'vitest';
import { formatSpan, tableLines } from '../../command/text.ts';

describe('a table', () => {
  it('has columns as wide as their widest cell, as it is shown', () => {
    const lines = tableLines([
      ['A', 'B'],
      ['a\u0007', 'long'],
      ['x', ''],
    ]);

    expect(lines).toEqual(['A        B', 'a\\u0007  long', 'x']);
  });
});

describe('a time span', () => {
  it.each([
    [-1, '0 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h'],
    [49 * 3_600_000, '2 d'],
  ])('of %i ms is %s', (milliseconds, text) => {
    expect(formatSpan(milliseconds)).toBe(text);
  });
});
