import { describe, expect, it } from 'vitest';
import {
  dataDescriptor,
  directoryHeader,
  type EntryFacts,
  endRecords,
  localHeader,
} from '../../../../lambda/archive/zip/header-bytes.ts';
import { extraField, pack } from './build-zip.ts';

const GIB = 1024 ** 3;
const small: EntryFacts = {
  ...{ path: 'f', type: 'file', mode: 0o644, method: 8, crc: 7, compressedSize: 3, size: 9, offset: 5 },
  ...{ descriptor: false, modified: { date: 0x21, time: 0 } },
};
const wide: EntryFacts = { ...small, compressedSize: 5 * GIB, size: 6 * GIB, offset: 7 * GIB };

describe('headers', () => {
  it('have no extra field while every number fits', () => {
    expect([localHeader(small).length, directoryHeader(small).length]).toEqual([31, 47]);
  });

  it('move numbers over 4 GiB into a ZIP64 field and say so in the needed version', () => {
    const [local, directory] = [localHeader(wide), directoryHeader(wide)];

    expect(local.subarray(31)).toEqual(extraField(1, pack([6 * GIB, 8], [5 * GIB, 8])));
    expect(directory.subarray(47)).toEqual(extraField(1, pack([6 * GIB, 8], [5 * GIB, 8], [7 * GIB, 8])));
    expect(local.subarray(18, 26)).toEqual(Buffer.alloc(8, 0xff));
    expect([local.readUInt16LE(4), directory.readUInt16LE(6)]).toEqual([45, 45]);
  });

  it('move both sizes of a local header when one is over 4 GiB', () => {
    const local = localHeader({ ...small, size: 6 * GIB });

    expect(local.subarray(31)).toEqual(extraField(1, pack([6 * GIB, 8], [3, 8])));
  });
});

describe('a data descriptor', () => {
  it('has 4-byte sizes while they fit, and 8-byte ones beyond', () => {
    expect(dataDescriptor(small)).toEqual(pack([0x08074b50, 4], [7, 4], [3, 4], [9, 4]));
    expect(dataDescriptor(wide)).toEqual(pack([0x08074b50, 4], [7, 4], [5 * GIB, 8], [6 * GIB, 8]));
  });
});

describe('the end of an archive', () => {
  it.each([
    ['65,534 entries', { entries: 65_534, offset: 9, size: 9 }, 22],
    ['65,535 entries', { entries: 65_535, offset: 9, size: 9 }, 98],
    ['a directory that begins beyond 4 GiB', { entries: 1, offset: 5 * GIB, size: 9 }, 98],
  ])('has ZIP64 records only when they are needed: %s', (_what, end, length) => {
    expect(endRecords(end)).toHaveLength(length);
  });

  it('points to its ZIP64 record behind the directory', () => {
    const records = endRecords({ entries: 70_000, offset: 5 * GIB, size: 100 });

    expect(records.readBigUInt64LE(56 + 8)).toBe(BigInt(5 * GIB + 100));
    expect(records.readBigUInt64LE(32)).toBe(70_000n);
  });
});
