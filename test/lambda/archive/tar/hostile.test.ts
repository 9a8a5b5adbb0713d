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
  ['a UNC path with backslashes', [{ name: '\\\\server\\share' }], /absolute path.*when a backslash separates/],
  ['a NUL in a pax path', [pax({ path: 'a\0.txt' }), good], /"a\\u0000.txt".*control character/],
  ['an empty name', [{ name: '' }], /has no name/],
  [
    'an empty name with a prefix and content',
    [{ name: '', prefix: 'folder', content: 'x' }],
    /directory by its name, with 1/,
  ],
  ['an empty pax path', [pax({ path: '' }), good], /has no name/],
  ['a name that is too long', [gnuLong(`${`${'n'.repeat(200)}/`.repeat(21)}f`), good], /4222 bytes; at most 4096/],
  ['a file in a file', [{ name: 'a' }, { name: 'a/b' }], /"a\/b".* lies in "a", which is a file/],
  ['a file through a symbolic link', [link('l', 'd'), { name: 'l/f' }], /lies in "l", which is a symlink/],
  ['a link with an endless target', [gnuLong('x'.repeat(4097), 'K'), link('l', 'x')], /4097 bytes; at most 4096/],
  ['a sparse file of GNU tar', [{ flag: 'S', content: 'x' }], /sparse file/],
  ['a sparse file in a pax header', [pax({ 'GNU.sparse.major': '1' }), good], /sparse file/],
  ['a directory listing of GNU tar that is none', [{ flag: 'D', content: 'x' }], /content that is not a list of names/],
  ['a directory listing that hides a file', [{ flag: 'D', content: 'Yf\0\0secret' }], /not a list of names/],
  ['a directory listing without an end', [{ flag: 'D', content: 'Yf\0Yg' }], /not a list of names/],
  ['a volume label with content', [{ flag: 'V', content: 'x' }], /unknown type "V"/],
  ['the rest of a file of another part', [{ flag: 'M', content: 'x' }], /began in another part/],
  ['a type of nobody', [{ flag: 'Z' }], /unknown type "Z"/],
  ['a device with content', [{ flag: '3', content: 'x' }], /is a device with 1 bytes of content/],
  [
    'a hard link with content, behind a pax header',
    [pax({ comment: 'c' }), { flag: '1', content: 'x' }],
    /hard link with 1/,
  ],
  ['an endless target of a hard link', [gnuLong('x'.repeat(4097), 'K'), { flag: '1' }], /4097 bytes; at most 4096/],
  ['a link in place of the root', [link('.', 'x')], /in place of the folder that was packed/],
  ['an entry below a pipe', [{ name: 'p', flag: '6' }, { name: 'p/x' }], /lies in "p", which is a pipe/],
  ['a pipe with an entry below it', [{ name: 'p/x' }, { name: 'p', flag: '6' }], /is a pipe, but "p\/x" lies in it/],
  [
    'too many pax records',
    [pax(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, '']))), good],
    /over 10000/,
  ],
  ['a sparse global header', [pax({ 'GNU.sparse.major': '1' }, 'g'), good], /every entry a sparse file/],
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
  ['a GNU name and another pax name', [gnuLong('a'), pax({ path: 'b' }), good], /two names, of GNU and of pax/],
  [
    'a GNU target and another pax target',
    [gnuLong('a', 'K'), pax({ linkpath: 'b' }), link('l', 'c')],
    /two names, of GNU and of pax/,
  ],
  ['a GNU name that goes on behind its size', [{ ...gnuLong('name'), size: '2' }, good], /longer than its size/],
  ['a GNU target that goes on behind its size', [{ ...gnuLong('to', 'K'), size: '1' }, link('l', 'x')], /longer than/],
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
