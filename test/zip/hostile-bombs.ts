import { type HostileCase, MIB, zip64Extra } from './hostile-case.ts';

/** Archives that unpack to more than anybody wants. */
export const hostileBombs: HostileCase[] = [
  ['a 1,000 to 1 bomb', [{ content: Buffer.alloc(8 * MIB) }], /"entry".*to 8388608 bytes; at most 500 to 1/],
  [
    'a bomb of many small entries',
    Array.from({ length: 9 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(MIB) })),
    /to 9437184 bytes; at most 500 to 1/,
  ],
  [
    'a bomb of entries that are allowed one by one',
    Array.from({ length: 2 }, (_, i) => ({
      ...{ name: `${i}`, size: 0xffffffff, compressedSize: 2 ** 26 },
      extra: zip64Extra(9n * 2n ** 30n),
    })),
    /unpacks to 19327352832 bytes; at most 17179869184 are allowed/,
  ],
  [
    'entries that quote each other',
    Array.from({ length: 50 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(4000), offset: 0 })),
    /overlaps entry/,
  ],
];
