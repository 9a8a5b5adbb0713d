import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_SECRET } from '../../../model/redaction/mask.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { timeLimit } from '../../time-limit.ts';

/** The ways in which a value comes to be part of a text, each with its neighbours. */
const contexts: Record<string, (before: string, value: string, after: string) => string> = {
  'plain text': (before, value, after) => before + value + after,
  JSON: (before, value, after) => JSON.stringify({ [before]: [value, before + value + after] }),
  'JSON inside JSON': (before, value, after) => JSON.stringify(JSON.stringify({ value: before + value + after })),
  'an URL-encoded component': (before, value, after) => encodeURIComponent(before + value + after),
  'an URL-encoded component with lower-case digits': (before, value, after) =>
    encodeURIComponent(before + value + after).replace(/%../g, (code) => code.toLowerCase()),
  'a component encoded as strictly as RFC 3986 has it': (before, value, after) =>
    encodeURIComponent(before + value + after).replace(
      /[!'()*]/g,
      (sign) => `%${Buffer.from(sign).toString('hex').toUpperCase()}`,
    ),
  'a form': (before, value, after) => new URLSearchParams({ q: before + value + after }).toString(),
  hexadecimal: (before, value, after) => Buffer.from(before + value + after).toString('hex'),
  'upper-case hexadecimal': (before, value, after) =>
    Buffer.from(before + value + after)
      .toString('hex')
      .toUpperCase(),
  base64: (before, value, after) => Buffer.from(before + value + after).toString('base64'),
  'URL-safe base64': (before, value, after) => Buffer.from(before + value + after).toString('base64url'),
};

/** Blanks at its ends are not counted: what is left of a secret has at least four characters, or nobody could hide it. */
const secret = fc
  .oneof(
    fc.string({ minLength: 5, maxLength: 40 }),
    fc.string({ minLength: 5, maxLength: 40, unit: 'grapheme' }),
    fc.base64String({ minLength: 8, maxLength: 40 }),
  )
  .filter((value) => value.trim().length >= MIN_SECRET);
/** Neighbours hold nothing that a secret is made of, so that a secret never shows up by chance. */
const neighbour = fc.string({ unit: fc.constantFrom('\u0416', '\u0417', '\u0418'), maxLength: 7 });

const fragmentsOf = (text: string, length: number) =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));

describe('a redactor', () => {
  it.each(Object.keys(contexts))('hides a value at any place in %s', (name) => {
    const embed = contexts[name] ?? (() => '');
    fc.assert(
      fc.property(neighbour, secret, neighbour, (before, value, after) => {
        const redactor = createRedactor();
        redactor.add(value);

        const shown = redactor.redact(embed(before, value, after));

        expect(shown).toContain('***');
        expect(shown).not.toBe(embed(before, value, after));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing of a value in base64 that could be decoded to more than its edges', () => {
    fc.assert(
      fc.property(neighbour, fc.base64String({ minLength: 12, maxLength: 40 }), neighbour, (before, value, after) => {
        const redactor = createRedactor();
        redactor.add(value);

        const shown = redactor.redact(Buffer.from(before + value + after).toString('base64'));

        const decoded = shown
          .split('***')
          .flatMap((part) => [0, 1, 2, 3].map((cut) => Buffer.from(part.slice(cut), 'base64').toString('latin1')));
        const readable = fragmentsOf(value, 4).filter((fragment) => decoded.some((text) => text.includes(fragment)));
        expect(readable).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('hides a value behind bytes that are not UTF-8', () => {
    const value = 'пароль-для-всех-🔑';
    const redactor = createRedactor();
    redactor.add(value);
    for (const before of ['%ff', '%c3%28', '%f0%9f%98', '%e2%82', '%ed%a0%80', '%ef%bf%bd']) {
      expect(redactor.redact(`${before}${encodeURIComponent(value)}&after`)).toBe(`${before}***&after`);
    }
  });

  it('takes no longer for digits without an end than for another text', { timeout: timeLimit(5_000) }, () => {
    const redactor = createRedactor();
    redactor.add('open sesame');
    const digits = '1'.repeat(256 * 1024);

    expect(redactor.redact(`${digits} open sesame`)).toBe(`${digits} ***`);
  });

  it('leaves text alone that holds nothing it was told of', () => {
    const redactor = createRedactor();
    redactor.add('correct horse');

    expect(redactor.redact('a correct, if slow, horse')).toBe('a correct, if slow, horse');
  });

  it.each([undefined, '', 'abc', '      ', '  abc \n', '\t\n\u00a0\u2003\ufeff'])(
    'takes no notice of %j, which is too short to hide',
    (value) => {
      const redactor = createRedactor();
      redactor.add(value);
      const text = `abcdef${value}abcdef`;

      expect(redactor.redact(text)).toBe(text);
      expect(redactor.redact(Buffer.from(text).toString('hex'))).toBe(Buffer.from(text).toString('hex'));
    },
  );

  it('hides a value of four characters between blanks', () => {
    const redactor = createRedactor();
    redactor.add('  abcd \n');

    expect(redactor.redact('an abcd')).toBe('an ***');
  });

  it('hides every one of several values, the longer one where one holds the other', () => {
    const redactor = createRedactor();
    redactor.add('horse');
    redactor.add('correct horse battery');

    expect(redactor.redact('correct horse battery, horse')).toBe('***, ***');
  });

  it('shows a value again that it was told to forget, once for each time it was told of it', () => {
    const redactor = createRedactor();
    redactor.add('build-17');
    redactor.add('build-17');

    redactor.forget('build-17');
    const afterOne = redactor.redact('build-17');
    redactor.forget('build-17');
    const afterTwo = redactor.redact('build-17');

    expect([afterOne, afterTwo]).toEqual(['***', 'build-17']);
  });

  it('says whether a text exposes a value', () => {
    const redactor = createRedactor();
    redactor.add('correct horse');

    const exposed = ['a correct horse', Buffer.from('correct horse').toString('base64'), 'a horse'].map(
      redactor.exposes,
    );

    expect(exposed).toEqual([true, true, false]);
  });
});
