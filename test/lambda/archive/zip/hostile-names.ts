import { crc32 } from 'node:zlib';
import { extraField, pack } from './build-zip.ts';
import { type HostileCase, SYMLINK } from './hostile-case.ts';

/** A Unicode Path field for an entry of this name. */
const unicodePath = (second: Buffer, name: string | Buffer = 'a') =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), pack([crc32(name), 4]), second]));

/** Archives whose names or types would hurt who joins a path to a folder, or are read in two ways. */
export const hostileNames: HostileCase[] = [
  ['a path with ..', [{ name: '../evil' }], /"..\/evil".* has ".." in its path/],
  ['a path with .. inside', [{ name: 'a/../../evil' }], /has ".." in its path/],
  ['a path with .. and a space, which Windows leaves out', [{ name: 'a/.. /evil' }], /has ".. " in its path/],
  ['an absolute path', [{ name: '/etc/passwd' }], /"\/etc\/passwd".* absolute path/],
  ['a drive letter', [{ name: 'C:/evil' }], /drive letter/],
  ['a UNC path', [{ name: '//server/share' }], /absolute path/],
  ['a UNC path with backslashes', [{ name: '\\\\server\\share' }], /absolute path.*when a backslash separates folders/],
  ['a NUL in a name', [{ name: 'a\0.txt' }], /"a\\u0000.txt".*control character/],
  ['an empty name', [{ name: '' }], /has no name/],
  ['a name that is not UTF-8 though flagged so', [{ name: Buffer.from([0x61, 0xff]) }], /not UTF-8/],
  ['a slash in an overlong encoding', [{ name: Buffer.from('..\xc0\xafevil', 'latin1') }], /not UTF-8/],
  ['a name that is too long', [{ name: `${`${'n'.repeat(200)}/`.repeat(21)}f` }], /4222 bytes; at most 4096/],
  ['a second, different name', [{ name: 'a', extra: unicodePath(Buffer.from('b')) }], /second, different name/],
  [
    'a third name',
    [{ name: 'a', flags: 0, extra: Buffer.concat([unicodePath(Buffer.from('b')), unicodePath(Buffer.from('c'))]) }],
    /two different extra fields of one kind/,
  ],
  [
    'a second name that is not UTF-8',
    [{ name: 'a', extra: unicodePath(Buffer.from([0xff])) }],
    /second name that is not UTF-8/,
  ],
  [
    'a second name that climbs, where the first cannot be read',
    [{ name: Buffer.from([0xff]), flags: 0, extra: unicodePath(Buffer.from('../evil'), Buffer.from([0xff])) }],
    /"..\/evil".* has ".." in its path/,
  ],
  [
    'a second name that climbs, beside a harmless one in ASCII',
    [{ name: 'a', flags: 0, extra: unicodePath(Buffer.from('b/../../evil')) }],
    /"b\/..\/..\/evil".* has ".." in its path/,
  ],
  [
    'a second name that climbs by backslashes',
    [{ name: 'a', flags: 0, extra: unicodePath(Buffer.from('..\\evil')) }],
    /has ".." in its path.*backslash/,
  ],
  [
    'a second name that is not UTF-8, beside one in ASCII',
    [{ name: 'a', flags: 0, extra: unicodePath(Buffer.from([0xff])) }],
    /second name that is not UTF-8/,
  ],
  [
    'a second name below another entry that is a file',
    [
      { name: 'f', flags: 0 },
      { name: 'a', flags: 0, extra: unicodePath(Buffer.from('f/x')) },
    ],
    /"f\/x".* lies in "f", which is a file/,
  ],
  ['a file in a file', [{ name: 'a' }, { name: 'a/b' }], /"a\/b".* lies in "a", which is a file/],
  ['a file in a later file', [{ name: 'a/b' }, { name: 'a' }], /"a".* is a file, but "a\/b" lies in it/],
  [
    'a file through a symbolic link',
    [{ name: 'l', content: 'd', mode: SYMLINK }, { name: 'l/f' }],
    /lies in "l", which is a symlink/,
  ],
  [
    'a link with an endless target',
    [{ name: 'l', content: 'x'.repeat(4097), mode: SYMLINK }],
    /4097 bytes; at most 4096/,
  ],
  ['a path that climbs by backslashes', [{ name: 'a\\..\\..\\evil' }], /has ".." in its path.*backslash/],
  ['a drive letter with a backslash', [{ name: 'C:\\evil' }], /drive letter.*backslash/],
  ['a path that climbs by the backslashes of its system', [{ name: '..\\evil', madeBy: 20 }], /has ".." in its path/],
  ['a directory with content', [{ name: 'd/', content: 'x' }], /directory with 1 bytes of content/],
  [
    'a directory by its attributes with content',
    [{ mode: 0o040755, content: 'x' }],
    /directory with 1 bytes of content/,
  ],
  [
    'a directory by its bit with content',
    [{ madeBy: 20, attributes: 0x10, content: 'x' }],
    /directory with 1 bytes of content/,
  ],
  ['a root folder with content', [{ name: './', content: 'x' }], /directory with 1 bytes of content/],
  [
    'a link in place of the root',
    [{ name: '.', content: 'x', mode: SYMLINK }],
    /in place of the folder that was packed/,
  ],
  ['an entry below a pipe', [{ name: 'p', mode: 0o010644 }, { name: 'p/x' }], /lies in "p", which is a pipe/],
  [
    'an entry below a file that is there twice',
    [{ name: 'a/' }, { name: 'a' }, { name: 'a/b' }],
    /lies in "a", which is a/,
  ],
];
