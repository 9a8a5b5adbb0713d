import { deflateRawSync } from 'node:zlib';
import { countUp, type HostileCase, MIB, zip64Extra } from './hostile-case.ts';

/** Archives whose entries are not what their headers say, or say two things. */
export const hostileContents: HostileCase[] = [
  ['an encrypted entry', [{ flags: 0x801 }], /encrypted/],
  ['a strongly encrypted entry', [{ flags: 0x840 }], /encrypted/],
  ['masked headers', [{ flags: 0x2800 }], /encrypted/],
  ['a patch', [{ flags: 0x820 }], /patch/],
  ['an unknown method', [{ method: 12 }], /method 12; allowed are 0 \(stored\) and 8 \(deflate\)/],
  ['a wrong CRC-32', [{ content: 'x', crc: 1 }], /"entry".*CRC-32 is wrong/],
  ['a wrong CRC-32 of a stored entry', [{ content: 'x', crc: 1, method: 0 }], /CRC-32 is wrong/],
  ['a wrong CRC-32 of nothing', [{ crc: 1 }], /CRC-32 is wrong/],
  ['a wrong CRC-32 of a large entry', [{ content: countUp(2 * MIB), crc: 1 }], /CRC-32 is wrong/],
  [
    'a size of a large entry that is too small',
    [{ content: countUp(2 * MIB), size: MIB + 1 }],
    /more than the 1048577 bytes declared/,
  ],
  [
    'a size of a large entry that is too large',
    [{ content: countUp(2 * MIB), size: 3 * MIB }],
    /2097152 bytes instead of the 3145728/,
  ],
  [
    'a large entry whose data breaks off',
    [{ content: countUp(2 * MIB), packed: deflateRawSync(countUp(2 * MIB)).subarray(0, -9) }],
    /compressed data is broken/,
  ],
  [
    'bytes behind the compressed data of a large entry',
    [{ content: countUp(2 * MIB), packed: Buffer.concat([deflateRawSync(countUp(2 * MIB)), Buffer.alloc(MIB)]) }],
    /1048576 bytes behind the end/,
  ],
  ['a size that is too small', [{ content: 'hello', size: 4 }], /more than the 4 bytes declared/],
  ['a size that is too large', [{ content: 'hello', size: 6 }], /5 bytes instead of the 6 declared/],
  ['a size of zero over content', [{ content: 'hello', size: 0 }], /more than the 0 bytes declared/],
  ['two sizes of a stored entry', [{ content: 'hello', size: 4, method: 0 }], /two sizes: 4 and 5/],
  ['a packed size that is too small', [{ content: 'hello', compressedSize: 5 }], /compressed data is broken/],
  [
    'bytes behind the compressed data',
    [{ packed: Buffer.concat([deflateRawSync(Buffer.from('x')), Buffer.from('junk')]), content: 'x' }],
    /4 bytes behind the end of its compressed data/,
  ],
  [
    'broken compressed data',
    [{ content: 'hello', packed: Buffer.from([0xff, 0xff, 0xff]) }],
    /compressed data is broken/,
  ],
  ['another name in the local header', [{ name: 'a', local: { name: 'b' } }], /another name in its own header/],
  ['a longer name in the local header', [{ name: 'a', local: { name: 'ab' } }], /another name in its own header/],
  ['another method in the local header', [{ local: { method: 0 } }], /another compression method/],
  ['an encryption in the local header alone', [{ local: { flags: 0x801 } }], /another set of flags/],
  ['a patch in the local header alone', [{ local: { flags: 0x820 } }], /another set of flags/],
  ['Deflate64', [{ method: 9 }], /is compressed with Deflate64, method 9; allowed are/],
  ['LZMA', [{ method: 14 }], /is compressed with LZMA, method 14; allowed are/],
  ['another size in the local header', [{ content: 'hello', local: { size: 4 } }], /another size/],
  ['another packed size in the local header', [{ content: 'hello', local: { compressedSize: 4 } }], /another size/],
  ['another CRC-32 in the local header', [{ local: { crc: 7 } }], /another CRC-32 in its own header/],
  ['a path that climbs in the local header alone', [{ name: 'a/b/evil', local: { name: '../../ev' } }], /another name/],
  [
    'another ZIP64 size in the local header',
    [
      {
        ...{ content: 'hello', method: 0, size: 0xffffffff, compressedSize: 0xffffffff, extra: zip64Extra(5n, 5n) },
        local: { extra: zip64Extra(2n ** 40n, 5n) },
      },
    ],
    /another size in its own header/,
  ],
];
