import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../model/seal.ts';

describe('seal', () => {
  it('gives any text back to the key it was sealed with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = randomBytes(32);

        expect(unseal(seal(text, key), key)).toBe(text);
      }),
    );
  });

  it('gives nothing to another key', () => {
    expect(unseal(seal('state', randomBytes(32)), randomBytes(32))).toBeUndefined();
  });

  it('gives nothing when it was bound to something else', () => {
    const key = randomBytes(32);

    const opened = ['a', 'b', undefined].map((boundTo) => unseal(seal('state', key, 'a'), key, boundTo));

    expect(opened).toEqual(['state', undefined, undefined]);
  });

  it('gives nothing in another spelling of the same bytes', () => {
    const key = randomBytes(32);
    const sealed = seal('state', key);

    expect([`${sealed}\n`, ` ${sealed}`].map((text) => unseal(text, key))).toEqual([undefined, undefined]);
  });

  it.each(['state', ''])('gives nothing for "%s" once it was altered or cut anywhere', (text) => {
    const key = randomBytes(32);
    const sealed = Buffer.from(seal(text, key), 'base64');

    const altered = [...sealed.keys()].map((at) => {
      const copy = Buffer.from(sealed);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return unseal(copy.toString('base64'), key);
    });
    const cut = [...sealed.keys()].map((length) => unseal(sealed.subarray(0, length).toString('base64'), key));

    expect(new Set([...altered, ...cut])).toEqual(new Set([undefined]));
  });

  it('never seals the same text the same way twice', () => {
    const key = randomBytes(32);

    expect(seal('state', key)).not.toBe(seal('state', key));
  });
});
