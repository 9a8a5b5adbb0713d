import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../lambda/zip/bytes.ts';
import { openArchive } from '../../lambda/zip/open-archive.ts';
import { buildZip, type EndPlan, type EntryPlan, extraField, pack } from './build-zip.ts';
import { readAll } from './read-all.ts';

const SYMLINK = 0o120777;
const MIB = 1024 * 1024;
const good: EntryPlan = { name: 'good.txt', content: 'good' };
const zip64Extra = (...values: bigint[]) => extraField(1, Buffer.concat(values.map((value) => pack([value, 8]))));

/** A Unicode Path field for an entry named "a". */
const unicodePath = (name: Buffer) =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), pack([crc32('a'), 4]), name]));

/** Bytes that pack well, but not suspiciously well. */
function countUp(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

/** Each: what is wrong, the entries, the end, and what the error says. */
const refused: [what: string, plans: EntryPlan[], message: RegExp | string, end?: EndPlan][] = [
  ['a path with ..', [{ name: '../evil' }], /"..\/evil".* has ".." in its path/],
  ['a path with .. inside', [{ name: 'a/../../evil' }], /has ".." in its path/],
  ['a path with . inside', [{ name: 'a/./b' }], /has "." in its path/],
  ['an absolute path', [{ name: '/etc/passwd' }], /"\/etc\/passwd".* absolute path/],
  ['a drive letter', [{ name: 'C:/evil' }], /drive letter/],
  ['a UNC path', [{ name: '//server/share' }], /absolute path/],
  ['a UNC path with backslashes', [{ name: '\\\\server\\share' }], /backslash/],
  ['a backslash', [{ name: 'a\\b' }], /backslash/],
  ['a NUL in a name', [{ name: 'a\0.txt' }], /"a\\u0000.txt".*control character/],
  ['a line break in a name', [{ name: 'a\nb' }], /control character/],
  ['an empty name', [{ name: '' }], /has no name/],
  ['an empty folder name', [{ name: 'a//b' }], /empty folder name/],
  ['a directory that ends with two slashes', [{ name: 'a//', mode: 0o040755 }], /empty folder name/],
  ['a file that claims to be the root', [{ name: './', mode: SYMLINK }], /directory by its name or by its attributes/],
  ['a name that is not UTF-8 though flagged so', [{ name: Buffer.from([0x61, 0xff]) }], /not UTF-8/],
  ['a name that is too long', [{ name: `${`${'n'.repeat(200)}/`.repeat(6)}f` }], /1207 bytes; at most 1024/],
  ['a file name that no file system takes', [{ name: 'n'.repeat(256) }], /over 255 bytes/],
  ['folders that go too deep', [{ name: `${'d/'.repeat(64)}f` }], /65 levels deep; at most 64/],
  ['a second, different name', [{ name: 'a', extra: unicodePath(Buffer.from('b')) }], /second, different name/],
  [
    'a second name that is not UTF-8',
    [{ name: 'a', extra: unicodePath(Buffer.from([0xff])) }],
    /second name that is not UTF-8/,
  ],
  ['a path that is there twice', [good, good], /"good.txt".* is there twice/],
  ['paths that differ only in case', [good, { name: 'GOOD.txt' }], /differs from "good.txt" only in case/],
  ['paths that differ only in Unicode form', [{ name: 'é' }, { name: 'e\u0301' }], /only in case or Unicode form/],
  ['a directory and a file of the same name', [{ name: 'a/', mode: 0o040755 }, { name: 'a' }], /is there twice/],
  ['a file in a file', [{ name: 'a' }, { name: 'a/b' }], /"a\/b".* lies in "a", which is a file/],
  ['a file in a later file', [{ name: 'a/b' }, { name: 'a' }], /"a".* is a file, but "a\/b" lies in it/],
  [
    'a file through a symbolic link',
    [{ name: 'l', content: 'd', mode: SYMLINK }, { name: 'l/f' }],
    /lies in "l", which is a symlink/,
  ],
  [
    'a file through a link of other case',
    [{ name: 'L', content: 'd', mode: SYMLINK }, { name: 'l/f' }],
    /lies in "L", which is a symlink/,
  ],
  [
    'a link that climbs out',
    [{ name: 'a/l', content: '../../etc', mode: SYMLINK }],
    /symbolic link to "..\/..\/etc".*outside/,
  ],
  ['a link that climbs behind a name', [{ name: 'a/l', content: 'b/../../x', mode: SYMLINK }], /".." behind a name/],
  ['an absolute link', [{ name: 'l', content: '/etc/passwd', mode: SYMLINK }], /which is absolute/],
  ['a link to a drive', [{ name: 'l', content: 'C:x', mode: SYMLINK }], /which is absolute/],
  ['an empty link', [{ name: 'l', content: '', mode: SYMLINK }], /which is nowhere/],
  ['a link with a NUL', [{ name: 'l', content: 'a\0b', mode: SYMLINK }], /control character/],
  [
    'a link with an endless target',
    [{ name: 'l', content: 'x'.repeat(1025), mode: SYMLINK }],
    /1025 bytes; at most 1024/,
  ],
  ['a device', [{ mode: 0o020666 }], /device, pipe or socket/],
  ['a directory that is a file by its attributes', [{ mode: 0o040755 }], /but not by both/],
  ['a directory with content', [{ name: 'd/', content: 'x' }], /directory with 1 bytes of content/],
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
  ['an entry in another part', [{ part: 1 }], /several parts/],
  ['the first part of several', [good], /several parts/, { part: 1 }],
  ['fewer entries here than in all', [good], /several parts/, { entriesHere: 0 }],
  ['another name in the local header', [{ name: 'a', local: { name: 'b' } }], /another name in its own header/],
  ['a longer name in the local header', [{ name: 'a', local: { name: 'ab' } }], /another name in its own header/],
  ['another method in the local header', [{ local: { method: 0 } }], /another compression method/],
  ['other flags in the local header', [{ local: { flags: 0 } }], /another set of flags/],
  ['another size in the local header', [{ content: 'hello', local: { size: 4 } }], /another size/],
  ['another packed size in the local header', [{ content: 'hello', local: { compressedSize: 4 } }], /another size/],
  ['another CRC-32 in the local header', [{ local: { crc: 7 } }], /another CRC-32 in its own header/],
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
  ['a 1,000 to 1 bomb', [{ content: Buffer.alloc(8 * MIB) }], /"entry".*to 8388608 bytes; at most 500 to 1/],
  [
    'a bomb of many small entries',
    Array.from({ length: 9 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(MIB) })),
    /to 9437184 bytes; at most 500 to 1/,
  ],
];

describe('a hostile archive', () => {
  it.each(refused)('with %s is refused', async (_what, plans, message, end) => {
    const zip = buildZip(plans, end);

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow(
      expect.objectContaining({ name: 'ArchiveError', message: expect.stringMatching(message) }),
    );
  });

  it('that is cut off anywhere is refused', async () => {
    const zip = buildZip([good, { name: 'b', content: 'bee', method: 0 }], { comment: Buffer.from('a comment') });

    const outcomes = await Promise.all(
      Array.from(zip, (_, length) => readAll(zip.subarray(0, length)).catch((error) => error.name)),
    );

    expect(outcomes).toEqual(Array.from(zip, () => 'ArchiveError'));
  });

  it('with entries that quote each other, as an overlap bomb does, is refused', async () => {
    const kernel = Buffer.alloc(MIB - 1);
    const plans = Array.from({ length: 50 }, (_, i) => ({ name: `${i}`, content: kernel, offset: 0 }));

    const reading = readAll(buildZip(plans), { ratio: 1_000_000 });

    await expect(reading).rejects.toThrow(/overlaps entry/);
  });

  it('with something else in its directory is refused', async () => {
    const zip = buildZip([good]);
    zip.writeUInt32LE(0x04034b50, zip.indexOf('PK\x01\x02', 0, 'latin1'));

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow('an entry that it counts is not there');
  });

  it('with a name that runs out of its directory is refused', async () => {
    const zip = buildZip([good]);
    zip.writeUInt16LE(200, zip.indexOf('PK\x01\x02', 0, 'latin1') + 28);

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow('its last entry is cut off');
  });

  it('is refused before its first entry is handed out', async () => {
    const zip = buildZip([good, { name: '../evil' }]);

    const first = openArchive(bufferSource(zip)).entries()[Symbol.asyncIterator]().next();

    await expect(first).rejects.toThrow(/has ".." in its path/);
  });

  it('names the entry at fault in a field of the error', async () => {
    const zip = buildZip([good, { name: 'b', content: 'x', crc: 1 }]);

    const reading = readAll(zip);

    await expect(reading).rejects.toHaveProperty('entry', 'b');
  });
});
