import { type HostileCase, MIB, zip64Extra } from './hostile-case.ts';

/** An entry that says that it has so many GiB, and has none of it. */
const claims = (gibibytes: bigint) => ({
  ...{ size: 0xffffffff, compressedSize: 0 },
  extra: zip64Extra(gibibytes * 2n ** 30n),
});

/** Archives that unpack to more than anybody wants. */
export const hostileBombs: HostileCase[] = [
  [
    'a bomb of 5 GiB in one entry',
    [{ ...claims(5n), packed: Buffer.alloc(MIB) }],
    /"entry" .* is where the archive unpacks to more than it may: .* to 5368709120 bytes; at most 500 to 1/,
  ],
  [
    'a bomb of many entries',
    Array.from({ length: 9 }, (_, i) => ({ ...claims(1n), name: `${i}` })),
    /"4" .* is where the archive unpacks to more than it may: .* to 9663676416 bytes; at most 500 to 1/,
  ],
  [
    'a bomb of entries that are allowed one by one',
    Array.from({ length: 2 }, (_, i) => ({
      ...{ name: `${i}`, size: 0xffffffff, compressedSize: 2 ** 26 },
      extra: zip64Extra(9n * 2n ** 30n),
    })),
    /"1" of the archive is where the archive unpacks to 19327352832 bytes; at most 17179869184 are allowed/,
  ],
  [
    'entries that quote each other',
    Array.from({ length: 50 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(4000), offset: 0 })),
    /overlaps entry/,
  ],
];
