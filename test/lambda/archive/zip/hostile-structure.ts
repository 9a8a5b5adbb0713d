import { buildZip, extraField, pack } from './build-zip.ts';
import { good, type HostileCase, zip64Extra } from './hostile-case.ts';

/** An archive of one empty entry "self.zip": its two headers with its name, and the end record. */
const SELF_BYTES = 30 + 8 + 46 + 8 + 22;

/** Archives whose parts are not where or as many as they say. */
export const hostileStructures: HostileCase[] = [
  ['an entry in another part', [{ part: 1 }], /several parts/],
  ['the first part of several', [good], /several parts/, { part: 1 }],
  [
    'a size of the directory that its two end records do not agree on',
    [good],
    /two end records that contradict each other/,
    { size: 7, zip64: {} },
  ],
  ['fewer entries here than in all', [good], /several parts/, { entriesHere: 0 }],
  ['a broken extra field', [{ extra: pack([1, 2], [99, 2]), size: 0xffffffff }], /broken extra field/],
  [
    'no local header at the offset',
    [{ content: 'x'.repeat(99), method: 0, offset: 2, after: Buffer.alloc(9) }],
    /not where the directory says/,
  ],
  ['an offset beyond the end', [{ offset: 99_999 }], /"entry".* overlaps the directory/],
  ['an offset in the directory', [good, { name: 'b', offset: 60 }], /"b".* overlaps the directory/],
  [
    'overlapping entries',
    [
      { name: 'a', content: 'x'.repeat(99), method: 0 },
      { name: 'b', offset: 1 },
    ],
    /"a".* overlaps entry "b"/,
  ],
  ['two entries on the same bytes', [{ name: 'a' }, { name: 'b', offset: 0 }], /overlaps entry/],
  [
    'an entry that is to hold the whole archive',
    [{ name: 'self.zip', method: 0, size: SELF_BYTES, compressedSize: SELF_BYTES }],
    /"self.zip".* overlaps the directory/,
  ],
  [
    'an extra field that is longer than it can be',
    [{ extra: Buffer.alloc(65_535, 0xff), size: 0xffffffff }],
    /broken extra/,
  ],
  [
    'a ZIP64 field in front of the one that is meant',
    [{ size: 0xffffffff, extra: Buffer.concat([extraField(1, Buffer.alloc(0)), zip64Extra(0n)]) }],
    /two different extra fields of one kind/,
  ],
  [
    'a ZIP64 field behind another one, with another size',
    [{ size: 0xffffffff, extra: Buffer.concat([zip64Extra(0n), zip64Extra(1n)]) }],
    /two different extra fields of one kind/,
  ],
  [
    'two ZIP64 fields in its local header',
    [
      {
        content: 'hello',
        local: { size: 0xffffffff, extra: Buffer.concat([zip64Extra(5n), zip64Extra(6n)]) },
      },
    ],
    /two different extra fields of one kind/,
  ],
  [
    'data that runs into the next entry',
    [{ name: 'a', local: { extra: Buffer.alloc(4) }, compressedSize: 6, content: 'x' }, good],
    /"a".* overlaps/,
  ],
  [
    'more entries than counted',
    [good, { name: 'b' }],
    /counts 1 entries, but its directory lists more/,
    { entries: 1 },
  ],
  ['fewer entries than counted', [{ name: 'n'.repeat(60) }], /an entry that it counts is not there/, { entries: 2 }],
  ['more entries counted than can be', [good], /counts 9999 entries, but its directory of 54 bytes/, { entries: 9999 }],
  ['a directory beyond the end', [good], /lies outside it/, { offset: 5000 }],
  ['a directory of too many bytes', [good], /lies outside it/, { size: 5000 }],
  ['a directory that begins too early', [good], /bytes in front of it or behind its directory/, { offset: 3 }],
  ['bytes in front of the archive', [good], /has 9 bytes in front of it/, { before: Buffer.from('#!/bin/sh') }],
  ['bytes behind the archive', [good], /followed by 3 bytes/, { after: Buffer.from('abc') }],
  [
    'bytes behind the directory',
    [good],
    /bytes in front of it or behind its directory/,
    { behindDirectory: Buffer.alloc(5) },
  ],
  ['another archive in front of it', [good], /bytes in front of it/, { before: buildZip([good]) }],
  ['a ZIP64 record that lies elsewhere', [good], /ZIP64 end record/, { zip64: { recordAt: 3n } }],
  ['a ZIP64 record outside the archive', [good], /ZIP64 end record lies outside/, { zip64: { recordAt: 2n ** 63n } }],
  ['a ZIP64 count that contradicts', [good], /contradict each other/, { zip64: { entries: 2n } }],
  ['a ZIP64 offset that contradicts', [good], /contradict each other/, { zip64: { offset: 2n ** 60n } }],
  [
    'a ZIP64 count that is absurd',
    [good],
    /entries; at most 200000/,
    { entries: 0xffff, zip64: { entries: 2n ** 60n } },
  ],
  ['a ZIP64 directory that is absurd', [good], /lies outside it/, { size: 0xffffffff, zip64: { size: 2n ** 62n } }],
  ['a ZIP64 archive in parts', [good], /several parts/, { zip64: { parts: 2 } }],
  ['no ZIP64 field where one is needed', [{ size: 0xffffffff }], /lacks a ZIP64 size/],
  ['a ZIP64 size past all files', [{ size: 0xffffffff, extra: zip64Extra(2n ** 60n) }], /impossible ZIP64 size/],
  [
    'a ZIP64 size over the limit',
    [{ size: 0xffffffff, extra: zip64Extra(2n ** 40n) }],
    /at most 17179869184 are allowed/,
  ],
  ['a ZIP64 offset beyond the end', [{ offset: 0xffffffff, extra: zip64Extra(2n ** 40n) }], /overlaps the directory/],
];
