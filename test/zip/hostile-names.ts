import { crc32 } from 'node:zlib';
import { extraField, pack } from './build-zip.ts';
import { good, type HostileCase, SYMLINK } from './hostile-case.ts';

/** A Unicode Path field for an entry of this name. */
const unicodePath = (second: Buffer, name: string | Buffer = 'a') =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), pack([crc32(name), 4]), second]));

/** Archives whose names, links or types are meant to do harm where they are unpacked. */
export const hostileNames: HostileCase[] = [
  ['a path with ..', [{ name: '../evil' }], /"..\/evil".* has ".." in its path/],
  ['a path with .. inside', [{ name: 'a/../../evil' }], /has ".." in its path/],
  ['a path with . inside', [{ name: 'a/./b' }], /has "." in its path/],
  ['a path with .. and a space, which Windows leaves out', [{ name: 'a/.. /evil' }], /has ".. " in its path/],
  ['a path with more dots than two', [{ name: '.../evil' }], /has "..." in its path/],
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
  ['a slash in an overlong encoding', [{ name: Buffer.from('..\xc0\xafevil', 'latin1') }], /not UTF-8/],
  ['a name that is too long', [{ name: `${`${'n'.repeat(200)}/`.repeat(6)}f` }], /1207 bytes; at most 1024/],
  ['a file name that no file system takes', [{ name: 'n'.repeat(256) }], /over 255 bytes/],
  ['folders that go too deep', [{ name: `${'d/'.repeat(64)}f` }], /65 levels deep; at most 64/],
  ['a second, different name', [{ name: 'a', extra: unicodePath(Buffer.from('b')) }], /second, different name/],
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
];
