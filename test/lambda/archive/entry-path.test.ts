import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPath } from '../../../lambda/archive/entry-path.ts';

const limits = { nameBytes: 24, depth: 3 };
const characters = ['a', 'Z', '.', '/', ' ', ':', '\\', '~', '\u001f', '\u007f', '\u0085', 'é', '\ud800'];

/** The rules as one would say them, without a thought of speed. */
function isAllowed(path: string): boolean {
  const names = path.split('/');
  const isControl = (character: string) => /\p{Cc}/u.test(character);
  return (
    path.isWellFormed() &&
    Buffer.byteLength(path) <= limits.nameBytes &&
    names.length <= limits.depth &&
    names.every((name) => name !== '' && !/^\.[. ]*$/.test(name)) &&
    ![...path].some((character) => isControl(character) || character === '\\') &&
    !/^[A-Za-z]:/.test(path)
  );
}

describe('a path that is written', () => {
  it('is refused by the same rules whether it is plain or odd', () => {
    const paths = fc.array(fc.constantFrom(...characters), { maxLength: 26 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(paths, (path) => {
        if (isAllowed(path)) expect(() => checkPath(path, limits)).not.toThrow();
        else expect(() => checkPath(path, limits)).toThrow();
      }),
      { numRuns: 20_000 },
    );
  });
});
