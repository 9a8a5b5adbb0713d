import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, formatSpan, tableLines } from '../../operate/text.ts';

describe('an escaped text', () => {
  it('has nothing in it that a terminal would obey, whatever was in it', () => {
    const any = fc.string({ unit: 'binary' });

    fc.assert(
      fc.property(any, (text) => {
        expect(escapeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is the same JSON when it is JSON', () => {
    const any = fc.string({ unit: 'binary' });

    fc.assert(
      fc.property(any, (text) => {
        expect(JSON.parse(escapeText(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  it('leaves letters of all languages as they are', () => {
    expect(escapeText('Prüfung fehlgeschlagen – 検査 🙂')).toBe('Prüfung fehlgeschlagen – 検査 🙂');
  });
});

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
