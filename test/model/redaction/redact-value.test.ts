import { describe, expect, it } from 'vitest';
import { redactValue } from '../../../model/redaction/redact-value.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';

const SECRET = 'open sesame';

function redacted(value: unknown, foreign = true): unknown {
  const redactor = createRedactor();
  redactor.add(SECRET);
  return redactValue(value, redactor, foreign);
}

describe('a redacted value', () => {
  it.each([
    ['texts', `say ${SECRET}`, 'say ***'],
    ['lists', [SECRET, [1, SECRET]], ['***', [1, '***']]],
    ['names', { [SECRET]: { [SECRET]: true } }, { '***': { '***': true } }],
    ['a Buffer', { body: Buffer.from(`{"t":"${SECRET}"}`) }, { body: '***' }],
    ['a typed array', new TextEncoder().encode(SECRET), '***'],
    ['a part of an ArrayBuffer', new DataView(new TextEncoder().encode(`xx${SECRET}`).buffer, 2), '***'],
    ['a list of bytes', { bytes: [...Buffer.from(SECRET)] }, { bytes: '***' }],
    ['an object of bytes', { ...Buffer.from(SECRET) }, '***'],
    ['letters', { secret: [...SECRET] }, { secret: '***' }],
    ['a text that was spread', { ...Array.from(SECRET) }, '***'],
    ['a text that was boxed', { secret: Object(SECRET) }, { secret: '***' }],
    ['what an object makes of itself', { toJSON: () => ({ secret: SECRET }) }, { secret: '***' }],
    ['a URL', new URL('https://a.example/?q=open%20sesame'), 'https://a.example/?q=***'],
  ])('has no secret in %s', (_what, value, expected) => {
    expect(redacted(value)).toEqual(expected);
  });

  it('has no secret in the errors that an error gathers', () => {
    const error = new AggregateError([new Error(SECRET)], 'all failed', { cause: SECRET });

    expect(redacted({ error })).toMatchObject({
      error: { message: 'all failed', cause: '***', errors: [{ message: '***' }] },
    });
  });

  it('keeps what holds no secret', () => {
    const value = { text: 'a', list: [1, null, true], bytes: Buffer.from('plain'), date: new Date(0) };

    expect(redacted(value)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('keeps the names and numbers of a record of ours', () => {
    const redactor = createRedactor();
    redactor.add('attempt');
    redactor.add('2026');

    expect(redactValue({ attempt: 2026, note: 'attempt 2026' }, redactor, false)).toEqual({
      attempt: 2026,
      note: '*** ***',
    });
  });

  it('has no secret in the names of what was thrown, in a record of ours too', () => {
    const error = new Error('failed', { cause: { [SECRET]: 1, by: new AggregateError([{ [SECRET]: 2 }]) } });

    expect(JSON.stringify(redacted({ error }, false))).not.toContain(SECRET);
  });

  it('leaves out what cannot be read, and that alone', () => {
    const circle: Record<string, unknown> = { text: 'kept' };
    circle['self'] = circle;
    const hostile = {
      get secret() {
        throw new Error('no');
      },
    };

    const value = { circle, hostile, json: { toJSON: hostile.toString.bind(null) }, deep: nested(100), big: 10n };

    expect(redacted(value)).toMatchObject({
      circle: { text: 'kept', self: '(left out)' },
      hostile: '(left out)',
      big: '10',
    });
    expect(JSON.stringify(redacted(value))).toContain('(left out)');
  });

  it('is cut where no log could take it whole', () => {
    const text = String(redacted('y'.repeat(1_000_000)));

    expect(text.length).toBeLessThan(300_000);
    expect(text).toMatch(/y… \(cut from 1000000 characters\)$/);
  });

  it('does not end in half a secret where it is cut', () => {
    const text = String(redacted(`${'y'.repeat(256 * 1024 - SECRET.length + 1)}${SECRET} and more`));

    expect(text).not.toContain(SECRET.slice(0, 4));
  });

  it.each([
    ['bytes', new Uint8Array(32 * 1024 * 1024)],
    ['numbers', new Array(4 * 1024 * 1024).fill(7)],
    ['texts', Array.from({ length: 64 }, () => 'y'.repeat(256 * 1024))],
    ['names', Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`${at}${'y'.repeat(256 * 1024)}`, at]))],
  ])('is left out from where there are too many %s for any log', (_what, many) => {
    const text = JSON.stringify(redacted({ first: 'kept', many }));

    expect(text.length).toBeLessThan(3_000_000);
    expect(text).toMatch(/^\{"first":"kept",.*\(left out\)/);
  });
});

const nested = (depth: number): unknown => (depth === 0 ? 'bottom' : { inner: nested(depth - 1) });
