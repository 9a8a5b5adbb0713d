import { describe, expect, it } from 'vitest';
import { binaryNumber, buildTar, gnuLong, pax, paxRecord, type TarPlan } from './build-tar.ts';
import { readAll } from './read-tar.ts';

const good: TarPlan = { name: 'good.txt', content: 'good' };
const link = (name: string, target: string): TarPlan => ({ name, target, flag: '2' });
const raw = (content: string | Buffer): TarPlan => ({ name: 'pax', flag: 'x', content });

/** Each: what is wrong, the blocks, and what the error says. */
const refused: [what: string, plans: TarPlan[], message: RegExp][] = [
  ['a path with ..', [{ name: '../evil' }], /"..\/evil".* has ".." in its path/],
  ['a path with .. behind ./', [{ name: './../evil' }], /has ".." in its path/],
  ['a path with .. in a pax header', [pax({ path: 'a/../../evil' }), good], /has ".." in its path/],
  ['a path with .. in a GNU header', [gnuLong('../evil'), good], /has ".." in its path/],
  ['a path with .. in the prefix', [{ name: 'evil', prefix: '..' }], /has ".." in its path/],
  ['an absolute path', [{ name: '/etc/passwd' }], /"\/etc\/passwd".* absolute path/],
  ['a drive letter', [{ name: 'C:/evil' }], /drive letter/],
  ['a UNC path', [{ name: '//server/share' }], /absolute path/],
  ['a UNC path with backslashes', [{ name: '\\\\server\\share' }], /backslash/],
  ['a NUL in a pax path', [pax({ path: 'a\0.txt' }), good], /"a\\u0000.txt".*control character/],
  ['a line break in a name', [{ name: 'a\nb' }], /control character/],
  ['an empty name', [{ name: '' }], /has no name/],
  ['an empty name with a prefix', [{ name: '', prefix: 'folder', content: 'x' }], /has no name/],
  ['an empty pax path', [pax({ path: '' }), good], /has no name/],
  ['an empty folder name', [{ name: 'a//b' }], /empty folder name/],
  ['a name that is not UTF-8', [{ name: Buffer.from([0x61, 0xff]) }], /not UTF-8/],
  ['a name that is too long', [gnuLong(`${`${'n'.repeat(200)}/`.repeat(6)}f`), good], /1207 bytes; at most 1024/],
  ['folders that go too deep', [gnuLong(`${'d/'.repeat(64)}f`), good], /65 levels deep; at most 64/],
  ['a path that is there twice', [good, good], /"good.txt".* is there twice/],
  ['a path that is there twice with ./', [good, { name: './good.txt' }], /is there twice/],
  ['paths that differ only in case', [good, { name: 'GOOD.txt' }], /differs from "good.txt" only in case/],
  ['paths that differ only in Unicode form', [{ name: 'é' }, { name: 'e\u0301' }], /only in case or Unicode form/],
  ['a file in a file', [{ name: 'a' }, { name: 'a/b' }], /"a\/b".* lies in "a", which is a file/],
  ['a file through a symbolic link', [link('l', 'd'), { name: 'l/f' }], /lies in "l", which is a symlink/],
  ['a link that climbs out', [link('a/l', '../../etc')], /symbolic link to "..\/..\/etc".*outside/],
  ['a link behind ./ that climbs out', [link('./l', '../etc')], /outside/],
  ['a link that climbs out in a pax header', [pax({ linkpath: '../../etc' }), link('a/l', 'b')], /outside/],
  ['a link that climbs out in a GNU header', [gnuLong('../../etc', 'K'), link('a/l', 'b')], /outside/],
  ['an absolute link', [link('l', '/etc/passwd')], /which is absolute/],
  ['an empty link', [link('l', '')], /which is nowhere/],
  ['a link with an endless target', [gnuLong('x'.repeat(1025), 'K'), link('l', 'x')], /1025 bytes; at most 1024/],
  ['a link to a name that is not UTF-8', [{ name: 'l', flag: '2', target: Buffer.from([0xff]) }], /not UTF-8/],
  ['a hard link', [good, { name: 'h', flag: '1', target: 'good.txt' }], /"h".* is a hard link.*--hard-dereference/],
  ['a character device', [{ flag: '3' }], /device or pipe/],
  ['a block device', [{ flag: '4' }], /device or pipe/],
  ['a pipe', [{ flag: '6' }], /device or pipe/],
  ['a sparse file of GNU tar', [{ flag: 'S', content: 'x' }], /sparse file/],
  ['a sparse file in a pax header', [pax({ 'GNU.sparse.major': '1' }), good], /sparse file/],
  ['a volume label', [{ flag: 'V' }], /unknown type "V"/],
  ['a directory listing of GNU tar', [{ flag: 'D', content: 'x' }], /unknown type "D"/],
  ['a directory with content', [{ name: 'd/', flag: '5', content: 'x' }], /1 bytes of content/],
  ['a symbolic link with content', [{ ...link('l', 'd'), content: 'x' }], /1 bytes of content/],
  ['a directory with a pax size', [pax({ size: '512' }), { name: 'd/', flag: '5' }, good], /512 bytes of content/],
  ['a directory by its name, with content', [{ name: 'd/', content: 'x' }], /directory by its name, with 1 bytes/],
  ['a directory by its pax name, with content', [pax({ path: 'd/' }), good], /directory by its name/],
  [
    'a file that one of its two names makes a directory',
    [gnuLong('f'), { name: 'd/', flag: '\0' }],
    /and a file by the/,
  ],
  ['a wrong checksum', [good, { name: 'b', checksum: '000000\0 ' }], /"good.txt".*no tar header comes next/],
  ['a checksum that is no number', [good, { checksum: 'zzzzzz\0 ' }], /"good.txt".*no tar header comes next/],
  ['a prefix in a format without one', [{ ...good, prefix: 'pre', magic: 'ustar  ' }], /name in two parts/],
  ['a size that is no number', [{ size: '0000000000x\0' }], /size that is not a number/],
  ['a size with a space inside', [{ size: '0000000 001\0' }], /size that is not a number/],
  ['a negative size', [{ size: Buffer.alloc(12, 0xff) }], /size that is not a number/],
  ['a size beyond all numbers', [{ size: binaryNumber(1n << 62n) }], /size that is not a number/],
  ['a size over the limit', [{ size: binaryNumber(17n << 30n) }], /unpacks to over 17179869184 bytes/],
  ['a pax size over the limit', [pax({ size: String(17 * 2 ** 30) }), good], /unpacks to over 17179869184 bytes/],
  ['a pax size that is negative', [pax({ size: '-1' }), good], /the size "-1"/],
  ['a pax size that is empty', [pax({ size: '' }), good], /the size ""/],
  ['a pax size beyond all numbers', [pax({ size: '9007199254740993' }), good], /the size "9007199254740993"/],
  ['a pax size that leads into content', [pax({ size: '512' }), { content: 'x'.repeat(600) }], /no tar header comes/],
  ['a pax record without a length', [raw('path=a\n'), good], /broken record/],
  ['a pax record that is too long', [raw('99 path=a\n'), good], /broken record/],
  ['a pax record without an end', [raw('9 path=aa'), good], /broken record/],
  ['a pax record without a key', [raw('5 =a\n'), good], /broken record/],
  ['a pax record without a value', [raw('7 path\n'), good], /broken record/],
  ['a pax record without a value in front of another', [raw('7 path\n8 a=bcd\n'), good], /broken record/],
  ['a pax key behind a byte order mark', [raw(paxRecord('\ufeffsize', '1')), good], /broken record/],
  ['zeros behind a pax record', [raw(Buffer.concat([paxRecord('a', 'b'), Buffer.alloc(3)])), good], /broken record/],
  ['an endless extended header', [{ flag: 'x', size: binaryNumber(2n << 20n) }], /2097152 bytes; at most 1048576/],
  [
    'two pax headers for one entry',
    [pax({ path: 'a' }), pax({ path: 'b' }), good],
    /already belongs to the next entry/,
  ],
  ['two GNU names for one entry', [gnuLong('a'), gnuLong('b'), good], /already belongs to the next entry/],
  ['a GNU name behind a pax header', [pax({ size: '9' }), gnuLong('a'), good], /already belongs to the next entry/],
  ['a global header between', [pax({ path: 'a' }), pax({ comment: 'c' }, 'g'), good], /already belongs/],
  ['a global path', [pax({ path: 'a' }, 'g'), good], /global header.*same "path"/],
  ['a global size', [pax({ size: '1' }, 'g'), good], /global header.*same "size"/],
  ['a pax header without an entry', [good, pax({ path: 'a' })], /extended header that belongs to no entry/],
];

describe('a tar archive is refused for', () => {
  it.each(refused)('%s', async (_what, plans, message) => {
    const reading = readAll(buildTar(...plans));

    await expect(reading).rejects.toMatchObject({ name: 'ArchiveError', message: expect.stringMatching(message) });
  });

  it.each<[string, TarPlan[], object, RegExp]>([
    ['too many entries', [{ name: 'a' }, { name: 'b' }, { name: 'c' }], { entries: 2 }, /has over 2 entries/],
    ['too many global headers', [pax({ a: 'b' }, 'g'), pax({ a: 'b' }, 'g'), good], { entries: 2 }, /over 2 entries/],
    ['too many bytes in all', [good, { name: 'b', content: '12345' }], { totalBytes: 8 }, /unpacks to over 8 bytes/],
    [
      'a file too large for one piece',
      [good],
      { pieceBytes: 3 },
      /"good.txt".* has 4 bytes; at most 3 are read in one/,
    ],
  ])('%s', async (_what, plans, limits, message) => {
    const reading = readAll(buildTar(...plans), 'none', limits);

    await expect(reading).rejects.toMatchObject({ name: 'ArchiveError', message: expect.stringMatching(message) });
  });
});
