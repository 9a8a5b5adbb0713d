import { describe, expect, it } from 'vitest';
import { formatSeconds, formatSpan, helpRows, markdownLines, numberLines, tableLines } from '../../command/text.ts';

describe('a table', () => {
  it('has columns as wide as their widest cell, as it is shown', () => {
    const lines = tableLines([
      ['A', 'B'],
      ['a\u0007', 'long'],
      ['x', ''],
    ]);

    expect(lines).toEqual(['A        B', 'a\\u0007  long', 'x']);
  });

  it('has names to the left and numbers to the right', () => {
    const lines = numberLines([
      ['', 'jobs'],
      ['kills', '7'],
    ]);

    expect(lines).toEqual(['       jobs', 'kills     7']);
  });

  it('in Markdown has no cell that ends before its text does', () => {
    const lines = markdownLines(
      [
        ['a', 'b'],
        ['x|y\nz', ''],
      ],
      (column) => column === 1,
    );

    expect(lines).toEqual(['| a | b |', '| --- | ---: |', '| x\\|y z | |']);
  });
});

it('a measured time has as many digits as asked for', () => {
  expect([formatSeconds(1_549), formatSeconds(1_549, 2)]).toEqual(['1.5 s', '1.55 s']);
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

describe('the names in a help text', () => {
  it('are as wide as the widest of them, or as another part of the text', () => {
    expect(helpRows([['a', 'one']], { width: 3 })).toBe('  a   one');
    expect(
      helpRows(
        [
          ['a', 'one'],
          ['wider', 'two'],
        ],
        { indent: 0, width: 3 },
      ),
    ).toBe('a      one\nwider  two');
  });
});
