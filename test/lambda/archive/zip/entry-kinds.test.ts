import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, type EntryPlan, extraField, pack } from './build-zip.ts';
import { readAll } from './read-all.ts';

const [DOS, NTFS, VFAT] = [20, (10 << 8) | 20, (14 << 8) | 20];
const DIRECTORY_BIT = 0x10;
const ALL_BITS = 0o177777;

/** Path and type of each entry. */
const typesOf = async (plans: EntryPlan[]) => (await readAll(buildZip(plans))).map(({ path, type }) => [path, type]);

describe('the type of a zip entry', () => {
  it.each<[string, EntryPlan[], [string, string][]]>([
    [
      'a folder by its name, with all bits of a mode',
      [{ name: 'd/', mode: ALL_BITS, attributes: DIRECTORY_BIT }],
      [['d', 'directory']],
    ],
    ['a folder by its name, with the mode of a file', [{ name: 'd/', mode: 0o100644 }], [['d', 'directory']]],
    ['a folder by its name, with the mode of a link', [{ name: 'd/', mode: 0o120777 }], [['d', 'directory']]],
    ['a folder by its bit', [{ name: 'd', madeBy: DOS, mode: 0, attributes: DIRECTORY_BIT }], [['d', 'directory']]],
    [
      'a folder by its bit beside all bits of a mode',
      [{ name: 'd', mode: ALL_BITS, attributes: DIRECTORY_BIT }],
      [['d', 'directory']],
    ],
    ['a folder by its mode, when it is empty', [{ name: 'd', mode: 0o040755 }], [['d', 'directory']]],
    [
      'an empty file that has files below it',
      [{ name: 'd', madeBy: DOS, mode: 0 }, { name: 'd/f' }],
      [
        ['d', 'directory'],
        ['d/f', 'file'],
      ],
    ],
    [
      'the same behind the files',
      [{ name: 'd/f' }, { name: 'd', madeBy: DOS, mode: 0 }],
      [
        ['d/f', 'file'],
        ['d', 'directory'],
      ],
    ],
    [
      'an empty file that has none',
      [{ name: 'd', madeBy: DOS, mode: 0 }, { name: 'dd/f' }],
      [
        ['d', 'file'],
        ['dd/f', 'file'],
      ],
    ],
    ['a file with all bits of a mode', [{ name: 'f', content: 'x', mode: ALL_BITS }], [['f', 'file']]],
    ['a file that was read from a pipe', [{ name: '-', content: 'x', mode: 0o010600 }], [['-', 'file']]],
    ['a file that was read from a device', [{ name: 'f', content: 'x', mode: 0o020666 }], [['f', 'file']]],
    [
      'a file whose mode lies in the wrong half',
      [{ name: 'f', content: 'x', mode: 0, attributes: 0o664 }],
      [['f', 'file']],
    ],
    ['a pipe', [{ name: 'p', mode: 0o010644 }], [['p', 'pipe']]],
    ['a block device', [{ name: 'b', mode: 0o060660 }], [['b', 'device']]],
    ['a link with a long target', [{ name: 'l', content: 'x'.repeat(4096), mode: 0o120777 }], [['l', 'symlink']]],
    ['a link that leads out', [{ name: 'l', content: '../../etc', mode: 0o120777 }], [['l', 'symlink']]],
    [
      'the folder that was packed, whatever its mode',
      [{ name: './', mode: 0o120777 }, { name: '././f' }],
      [['f', 'file']],
    ],
  ])('is that of %s', async (_what, plans, types) => {
    expect(await typesOf(plans)).toEqual(types);
  });
});

describe('the path of a zip entry', () => {
  it.each<[string, EntryPlan, string]>([
    ['with backslashes from MS-DOS', { name: 'a\\b\\c', madeBy: DOS }, 'a/b/c'],
    ['with backslashes from NTFS', { name: 'a\\b', madeBy: NTFS }, 'a/b'],
    ['with backslashes from VFAT', { name: 'a\\b', madeBy: VFAT }, 'a/b'],
    ['with backslashes and accents in UTF-8', { name: 'ä\\ö', madeBy: DOS }, 'ä/ö'],
    ['with a backslash from a system where it is a character', { name: 'dev-\\x2d.mount' }, 'dev-\\x2d.mount'],
    [
      'with the byte 0x5C in a character of Shift_JIS',
      { name: Buffer.from('955c8ea6', 'hex'), flags: 0, madeBy: DOS },
      'ò\\Äª',
    ],
    ['with a folder in front of that', { name: Buffer.from('645c955c', 'hex'), flags: 0, madeBy: DOS }, 'd/ò\\'],
    ['with dots and slashes', { name: './a/./b//c' }, 'a/b/c'],
    ['with three dots', { name: '.../x' }, '.../x'],
    ['with a colon', { name: 'a:b' }, 'a:b'],
    ['with a line end', { name: 'Icon\r' }, 'Icon\r'],
    ['with a byte order mark', { name: '\ufefff' }, '\ufefff'],
    ['of 4,096 bytes', { name: `${'d/'.repeat(2047)}ff` }, `${'d/'.repeat(2047)}ff`],
  ])('%s is read', async (_what, plan, path) => {
    expect((await readAll(buildZip([{ ...plan, content: 'x' }])))[0]?.path).toBe(path);
  });

  it('with a trailing backslash from MS-DOS is that of a folder', async () => {
    expect(
      await typesOf([
        { name: 'a\\', madeBy: DOS, mode: 0 },
        { name: 'a\\f', madeBy: DOS, mode: 0 },
      ]),
    ).toEqual([
      ['a', 'directory'],
      ['a/f', 'file'],
    ]);
  });
});

describe('a header that other readers overlook', () => {
  const unset = { crc: 0, size: 0, compressedSize: 0 };
  it.each<[string, EntryPlan]>([
    ['announces a data descriptor in the local header alone', { flags: 0x800, local: { ...unset, flags: 0x808 } }],
    ['announces a data descriptor in the directory alone', { flags: 0x808, local: { flags: 0x800 } }],
    ['announces a data descriptor that is not there', { flags: 0x808, local: unset }],
    ['has no sizes in the local header', { local: unset }],
    ['says nothing of UTF-8 in the local header', { local: { flags: 0 } }],
    ['has a broken extra field that nobody needs', { extra: pack([1, 2], [99, 2]) }],
    ['has padding of an alignment tool', { extra: Buffer.alloc(3), local: { extra: Buffer.alloc(7) } }],
    ['has the mark of a jar', { extra: extraField(0xcafe, Buffer.alloc(0)) }],
  ])('%s, and is read', async (_what, plan) => {
    const all = await readAll(
      buildZip([
        { ...plan, name: 'a', content: 'x' },
        { name: 'b', content: 'y' },
      ]),
    );

    expect(all.map(({ path, content }) => [path, content.toString()])).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
  });
});

describe('an archive with an entry that cannot be unpacked', () => {
  it.each<[string, EntryPlan, string]>([
    ['encrypted', { flags: 0x801, method: 0, compressedSize: 13, packed: Buffer.alloc(13) }, 'is encrypted'],
    ['Deflate64', { method: 9 }, 'is compressed with Deflate64, method 9'],
    ['of an unknown method', { method: 77 }, 'is compressed with method 77'],
  ])('is listed, and its other entries are read: %s', async (_what, plan, problem) => {
    const archive = openArchive(
      bufferSource(
        buildZip([
          { content: 'x', ...plan, name: 'a' },
          { name: 'b', content: 'y' },
        ]),
      ),
    );

    const paths: string[] = [];
    for await (const { path } of archive.entries()) paths.push(path);

    expect(paths).toEqual(['a', 'b']);
    expect(Buffer.from(await archive.read('b')).toString()).toBe('y');
    await expect(archive.read('a')).rejects.toThrow(`Entry "a" of the archive ${problem}`);
  });
});

describe('an archive over 4 GiB without ZIP64 records', () => {
  it('is told as what it is', async () => {
    const zip = buildZip([{ name: 'a', content: 'x' }]);
    const size = 2 ** 32 + zip.length;
    // The start of the file is far away: no more than its end is looked at.
    const source = { tail: async () => ({ bytes: zip, size }), read: async () => Buffer.alloc(0) };

    const first = openArchive(source).entries()[Symbol.asyncIterator]().next();

    await expect(first).rejects.toThrow('is over 4 GiB and has no ZIP64 records');
  });
});
