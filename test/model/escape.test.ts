import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLine, escapeText, quote } from '../../model/escape.ts';

describe('escapeLine', () => {
  it.each([
    ['a carriage return', 'failed\rSucceeded', 'failed\\u000dSucceeded'],
    ['a line feed', 'one\ntwo', 'one\\u000atwo'],
    ['a sequence that sets the title', '\u001b]0;done\u0007', '\\u001b]0;done\\u0007'],
    ['its one-character form', '\u009d0;done\u009c', '\\u009d0;done\\u009c'],
    ['delete and NUL', 'a\u007fb\0', 'a\\u007fb\\u0000'],
    ['right-to-left override', 'txt.\u202egnp.exe', 'txt.\\u202egnp.exe'],
    ['isolates and marks', '\u2066a\u2069\u200e\u200f\u061c', '\\u2066a\\u2069\\u200e\\u200f\\u061c'],
    ['zero width space and byte order mark', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['a soft hyphen and a word joiner', 'pass\u00adword\u2060', 'pass\\u00adword\\u2060'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['invisible tags', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['half a surrogate pair', 'a\ud83d', 'a\\ud83d'],
    ['a joiner at an end', '\u200dab\u200c', '\\u200dab\\u200c'],
    ['a joiner beside a blank or a digit', 'a\u200d b1\u200c2', 'a\\u200d b1\\u200c2'],
  ])('writes %s as an escape', (_, text, escaped) => {
    expect(escapeLine(text)).toBe(escaped);
  });

  it.each([
    ['letters of every script', 'Grüße, Привет, 你好, שלום, مرحبا'],
    ['a non-joiner between letters', 'می\u200cخواهم'],
    ['a joiner behind a sign of vowel', 'क्\u200dष'],
    ['a family', '👨\u200d👩\u200d👧'],
    ['a family with tones of skin', '👩🏽\u200d🚒'],
    ['an emoji with a variation selector', '❤️\u200d🔥'],
    ['an Arabic number sign', '\u0600١٢'],
    ['what is escaped already', 'a\\u202eb'],
  ])('leaves %s as it is', (_, text) => {
    expect(escapeLine(text)).toBe(text);
  });

  it('leaves nothing that a terminal would obey, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeLine(text)).not.toMatch(/[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\p{Script=Arabic}\u200c\u200d]]/v);
      }),
    );
  });

  it('changes nothing in what is escaped already, and leaves JSON the same JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeLine(escapeLine(text))).toBe(escapeLine(text));
        expect(JSON.parse(escapeLine(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });
});

describe('escapeText', () => {
  it('keeps the ends of lines and nothing else', () => {
    expect(escapeText('one\r\ntwo\nthree\rfour\u2028')).toBe('one\ntwo\nthree\\u000dfour\\u2028');
  });
});

describe('quote', () => {
  it('keeps a name inside its quotation marks', () => {
    expect(quote('a"b\\c\u202ed')).toBe('"a\\"b\\\\c\\u202ed"');
  });

  it('cuts a long name', () => {
    expect(quote('x'.repeat(300))).toBe(`"${'x'.repeat(200)}…"`);
  });
});
