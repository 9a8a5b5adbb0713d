import { good, type HostileCase, SYMLINK } from './hostile-case.ts';

/** Archives that are read as they are, and have an entry that must not be written: the last one, unless it is said. */
export const hostileExtractions: HostileCase[] = [
  ['a path with more dots than two', [{ name: '.../evil' }], /has "..." in its path/],
  ['a backslash', [{ name: 'a\\b' }], /backslash/],
  ['a line break in a name', [{ name: 'a\nb' }], /control character/],
  ['a file name that no file system takes', [{ name: 'n'.repeat(256) }], /over 255 bytes/],
  ['folders that go too deep', [{ name: `${'d/'.repeat(64)}f` }], /65 levels deep; at most 64/],
  ['a path that is there twice', [good, good], /"good.txt".* is there twice/],
  ['paths that differ only in case', [good, { name: 'GOOD.txt' }], /differs from "good.txt" only in case/],
  ['paths that differ only in Unicode form', [{ name: 'é' }, { name: 'e\u0301' }], /only in case or Unicode form/],
  ['a directory and a file of the same name', [{ name: 'a/', mode: 0o040755 }, { name: 'a' }], /is there twice/],
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
  ['a device', [{ mode: 0o020666 }], /is a device; only files/],
  ['a set of two links through each other', [{ name: 'a', content: 'b/../..', mode: SYMLINK }], /".." behind a name/],
  ['a link to a name that is not UTF-8', [{ name: 'l', content: Buffer.from([0xff]), mode: SYMLINK }], /not UTF-8/],
  ['a pipe', [{ mode: 0o010666 }], /is a pipe; only files/],
  ['a socket', [{ mode: 0o140777 }], /is a socket; only files/],
  ['a stream of NTFS', [{ name: 'a:b' }], /drive letter/],
  ['a custom icon of macOS', [{ name: 'Icon\r' }], /control character/],
];
