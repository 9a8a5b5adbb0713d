import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../../lambda/archive/limits.ts';
import { scanEntries } from '../../../../lambda/archive/tar/scan-entries.ts';
import { binaryNumber, buildEntry, buildTar, gnuLong, pax } from './build-tar.ts';
import { openTarBytes, readAll, readTexts } from './read-tar.ts';

const cutAtSlash = `${'n'.repeat(99)}/f`;
const long = `${'folder/'.repeat(30)}file`;

describe('a tar archive', () => {
  it('gives files, directories and symbolic links with their modes, in its order', async () => {
    const tar = buildTar(
      { name: 'b/', flag: '5', mode: '0000755\0' },
      { name: 'b/tool', content: '#!/bin/sh\n', mode: '0104755\0' },
      { name: 'a', flag: '2', target: 'b/tool', mode: '0000777\0' },
      { name: 'empty' },
    );

    const entries = await readAll(tar);

    expect(entries).toEqual([
      { path: 'b', type: 'directory', mode: 0o755, content: '' },
      { path: 'b/tool', type: 'file', mode: 0o755, content: '#!/bin/sh\n' },
      { path: 'a', type: 'symlink', mode: 0o777, content: 'b/tool' },
      { path: 'empty', type: 'file', mode: 0o644, content: '' },
    ]);
  });

  it('is read with times of a GNU backup that lie before 1970, which stand where another format has names', async () => {
    const before = Buffer.alloc(12, 0xff);
    const tar = buildTar({ content: 'x', magic: 'ustar  ', prefix: Buffer.concat([before, before]) });

    expect(await readTexts(tar)).toEqual({ entry: 'x' });
  });

  it('lets go of its source when a loop over its entries stops early', async () => {
    let isOpen = true;
    async function* chunks() {
      try {
        yield buildTar({ name: 'a' }, { name: 'b' });
        yield Buffer.alloc(1);
      } finally {
        isOpen = false;
      }
    }

    for await (const { path } of scanEntries(chunks(), defaultLimits, { entry: undefined })) if (path === 'a') break;

    expect(isOpen).toBe(false);
  });

  it('is read without the ./ in front of its names, and without the folder that was packed', async () => {
    const tar = buildTar(
      { name: './', flag: '5' },
      { name: '.', flag: '5' },
      { name: './d/', flag: '5' },
      { name: './d/f', content: 'x' },
      { name: './l', flag: '2', target: './d/f' },
    );

    const texts = await readTexts(tar);

    expect(texts).toEqual({ d: '', 'd/f': 'x', l: './d/f' });
  });

  it.each([
    ['of the first tar', [{ name: 'f', content: 'x', flag: '\0', magic: '' }], { f: 'x' }],
    ['of a directory of the first tar', [{ name: 'f/', flag: '\0', magic: '' }], { f: '' }],
    ['of a file in one piece', [{ name: 'f', content: 'x', flag: '7' }], { f: 'x' }],
    ['with a prefix', [{ name: 'f', prefix: 'a/b', content: 'x' }], { 'a/b/f': 'x' }],
    ['with a name that fills its field', [{ name: 'n'.repeat(100), content: 'x' }], { ['n'.repeat(100)]: 'x' }],
    ['with a long GNU name', [gnuLong(long), { name: 'cut', content: 'x' }], { [long]: 'x' }],
    [
      'that a GNU name was cut in, behind a slash',
      [gnuLong(cutAtSlash), { name: cutAtSlash.slice(0, 100) }],
      { [cutAtSlash]: '' },
    ],
    [
      'with a long name in headers of both formats',
      [gnuLong(long), pax({ path: long }), { content: 'x' }],
      { [long]: 'x' },
    ],
    ['with a long GNU link', [gnuLong(long, 'K'), { name: 'l', flag: '2', target: 'cut' }], { l: long }],
    ['with a pax path', [pax({ path: 'é/ü' }), { name: 'cut', content: 'x' }], { 'é/ü': 'x' }],
    ['with a pax linkpath', [pax({ linkpath: 'é' }), { name: 'l', flag: '2', target: 'cut' }], { l: 'é' }],
    ['with a pax size', [pax({ size: '3' }), { name: 'f', content: 'abc', size: '0\0' }], { f: 'abc' }],
    ['with a binary size', [{ name: 'f', content: 'abc', size: binaryNumber(3n) }], { f: 'abc' }],
    ['with spaces around its size', [{ name: 'f', content: 'abc', size: '         3 \0' }], { f: 'abc' }],
    ['behind an empty pax header', [pax({}), { name: 'f', content: 'x' }], { f: 'x' }],
    ['behind a global header', [pax({ comment: '4dd458a' }, 'g'), { name: 'f', content: 'x' }], { f: 'x' }],
    ['with a checksum of signed bytes', [{ name: 'é', content: 'x', signedChecksum: true }], { é: 'x' }],
    [
      'with an odd time and owner',
      [{ name: 'f', content: 'x', owner: Buffer.alloc(8, 0xff), modified: 'yesterday' }],
      { f: 'x' },
    ],
    [
      'with an empty name field behind a prefix',
      [
        { name: '', prefix: 'd' },
        { name: 'f', prefix: 'd', content: 'x' },
      ],
      { d: '', 'd/f': 'x' },
    ],
    [
      'with times where the first part of a name would be',
      [{ name: 'f', content: 'x', magic: 'ustar  ', prefix: '14713224700\x0014713224700\0' }],
      { f: 'x' },
    ],
    ['with a byte order mark in its name', [{ name: '\ufefff', content: 'x' }], { '\ufefff': 'x' }],
    [
      'with a byte order mark in its pax name',
      [pax({ path: '\ufefff' }), { name: 'f', content: 'x' }],
      { '\ufefff': 'x' },
    ],
    ['with a name in a code page', [{ name: Buffer.from([0x66, 0x82]), content: 'x' }], { fé: 'x' }],
    ['with dots and slashes in its name', [{ name: './a/.//b', content: 'x' }], { 'a/b': 'x' }],
    [
      'of a label',
      [
        { name: 'backup', flag: 'V' },
        { name: 'f', content: 'x' },
      ],
      { f: 'x' },
    ],
    ['of a folder with a list of names', [{ name: 'd/', flag: 'D', content: 'Yf\0Ng\0\0' }], { d: '' }],
    [
      'of a hard link with the size of its file',
      [
        { name: 'f', content: 'x' },
        { name: 'h', flag: '1', target: 'f', size: '0000000001\0' },
      ],
      { f: 'x', h: '' },
    ],
    [
      'with a binary attribute',
      [pax({ 'SCHILY.xattr.user.x': Buffer.from([0xff, 0x0a, 0]) }), { name: 'f' }],
      { f: '' },
    ],
  ])('reads a header %s', async (_what, plans, texts) => {
    const tar = buildTar(...plans, { name: 'last', content: 'last' });

    const read = await readTexts(tar);

    expect(read).toEqual({ ...texts, last: 'last' });
  });

  it('may be empty, and padded with zeros', async () => {
    const entries = await readAll(Buffer.alloc(10_240));

    expect(entries).toEqual([]);
  });

  it.each([
    ['a byte that is no zero', Buffer.concat([Buffer.alloc(700), Buffer.from('x')])],
    ['another archive', buildTar({ name: 'hidden' })],
  ])('is refused when %s follows its end', async (_what, rest) => {
    const reading = readAll(Buffer.concat([buildTar({ name: 'f' }), rest]));

    await expect(reading).rejects.toThrow('The archive has something behind its end; only zeros are allowed there.');
  });

  it('is refused when an entry follows a single block of zeros', async () => {
    const tar = Buffer.concat([buildEntry({ name: 'a' }), Buffer.alloc(512), buildTar({ name: 'b' })]);

    const reading = readAll(tar);

    await expect(reading).rejects.toThrow('something behind its end');
  });

  it('reads one file by its path', async () => {
    const archive = await openTarBytes(buildTar({ name: 'a', content: '1' }, { name: 'b', content: '2' }));

    const bytes = await archive.read('b');

    expect(Buffer.from(bytes).toString()).toBe('2');
  });

  it.each([
    ['a path that is not there', 'c', /"c" of the archive is not there/],
    ['a directory', 'd', /"d" of the archive is a directory, not a file/],
  ])('has no file at %s', async (_what, path, message) => {
    const archive = await openTarBytes(buildTar({ name: 'a' }, { name: 'd/', flag: '5' }));

    await expect(archive.read(path)).rejects.toThrow(message);
  });

  it.each([
    ['the name that it leads to', 'h', 'content'],
    ['a chain of them', 'i', 'content'],
    ['a name that is there twice', 'd', /"t".* is there twice/],
    ['a name that is not there', 'n', /"n".* is a hard link to "missing", which is not in front of it/],
    ['what comes later', 'l', /"l".* is a hard link to "z", which is not in front of it/],
    ['itself', 's', /"s".* is a hard link to "s", which is not in front of it/],
    ['a link', 'y', /"sym".* is a symlink, not a file/],
  ])('reads a hard link to %s', async (_what, path, outcome) => {
    const hard = (name: string, target: string) => ({ name, target, flag: '1' });
    const archive = await openTarBytes(
      buildTar(
        { name: './f', content: 'content' },
        ...[{ name: 't' }, { name: 't' }, { name: 'sym', flag: '2', target: 'f' }],
        ...[hard('h', './f'), hard('i', 'h'), hard('d', 't'), hard('n', 'missing'), hard('l', 'z'), hard('s', 's')],
        ...[hard('y', 'sym'), { name: 'z' }],
      ),
    );

    const reading = archive.read(path).then((bytes) => Buffer.from(bytes).toString());

    if (typeof outcome === 'string') expect(await reading).toBe(outcome);
    else await expect(reading).rejects.toThrow(outcome);
  });

  it('gives no file at a path that a later entry has too', async () => {
    const archive = await openTarBytes(buildTar({ name: 'a', content: '1' }, { name: 'a', content: '2' }));

    await expect(archive.read('a')).rejects.toThrow('is there twice');
  });
});
