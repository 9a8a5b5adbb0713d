import { describe, expect, it } from 'vitest';
import { Secret } from '../../../lambda/action/secret.ts';
import { portable } from '../../../lambda/workplace/portable.ts';

describe('a portable copy', () => {
  it('holds what JSON would, with bytes as they are', () => {
    const value = {
      secret: new Secret('correct horse'),
      url: new URL('https://example.com/'),
      at: new Date(0),
      bytes: Buffer.from('abc'),
      list: [1, 2n, null, undefined, true],
    };

    const copy = structuredClone(portable(value));

    expect(copy).toEqual({
      secret: '***',
      url: 'https://example.com/',
      at: '1970-01-01T00:00:00.000Z',
      bytes: new Uint8Array([97, 98, 99]),
      list: [1, 2n, null, undefined, true],
    });
  });

  it('has the parts of errors and of those behind them', () => {
    const cause = new TypeError('deeper');

    const copy = structuredClone(portable(new AggregateError([new RangeError('one')], 'several', { cause })));

    expect(copy).toMatchObject({
      name: 'AggregateError',
      message: 'several',
      cause: { name: 'TypeError', message: 'deeper', stack: expect.stringContaining('portable.test.ts') },
      errors: [{ name: 'RangeError' }],
    });
  });

  it('leaves out what cannot be sent, be read or come to an end', () => {
    const circle: Record<string, unknown> = { run() {}, mark: Symbol('mark') };
    circle['self'] = circle;
    Object.defineProperty(circle, 'trap', { enumerable: true, value: new Proxy({}, { ownKeys: () => [7 as never] }) });
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 100; depth++) deep = { deep };

    const copy = structuredClone(portable({ circle, deep }));

    expect(copy).toMatchObject({ circle: { self: '(left out)', trap: '(left out)', run: undefined } });
    expect(JSON.stringify(copy)).not.toContain('bottom');
  });
});
