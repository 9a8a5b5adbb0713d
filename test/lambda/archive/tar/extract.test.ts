import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTar, type TarPlan } from './build-tar.ts';
import { hostileExtractions } from './hostile-extraction.ts';
import { openTarBytes } from './read-tar.ts';

const MIB = 1024 * 1024;
const large = Buffer.from(new Uint8Array(2 * MIB).map((_, index) => (index * index) >> 7));
const plans: TarPlan[] = [
  { name: './a/link', flag: '2', target: 'b/small.txt' },
  { name: './a/b/small.txt', content: 'small', mode: '0000755\0' },
  { name: './large', content: large },
  { name: './empty/', flag: '5' },
];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'extract-tar-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('extracting a tar archive', () => {
  it('writes files, folders and links, and makes the folder', async () => {
    const folder = join(home, 'deep', 'out');
    const archive = await openTarBytes(gzipSync(buildTar(...plans)), 'gzip');

    await archive.extract(folder);

    expect((await readdir(folder)).toSorted()).toEqual(['a', 'empty', 'large']);
    expect(await readlink(join(folder, 'a', 'link'))).toBe('b/small.txt');
    expect(await readFile(join(folder, 'a', 'link'), 'utf8')).toBe('small');
    expect((await stat(join(folder, 'a', 'b', 'small.txt'))).mode & 0o111).toBe(0o111);
    expect((await readFile(join(folder, 'large'))).equals(large)).toBe(true);
  });

  it.each([
    ['the gzip data is cut off', gzipSync(buildTar(...plans)).subarray(0, -1), 'gzip'],
    ['the end is missing', buildTar(...plans).subarray(0, -1024), 'none'],
    ['a later entry leads outside', buildTar(...plans, { name: '../evil' }), 'none'],
  ] as const)('leaves no trace of the folder it made when %s', async (_what, bytes, packing) => {
    const archive = await openTarBytes(bytes, packing);

    const extracting = archive.extract(join(home, 'deep', 'out'));

    await expect(extracting).rejects.toMatchObject({ name: 'ArchiveError' });
    expect(await readdir(home)).toEqual([]);
  });

  it.each(hostileExtractions)('is refused, and reading is not, for %s', async (_what, hostile, message) => {
    const archive = await openTarBytes(buildTar(...hostile));

    for await (const entry of archive.entries()) await entry.bytes();
    const extracting = archive.extract(join(home, 'deep', 'out'));

    await expect(extracting).rejects.toMatchObject({ name: 'ArchiveError', message: expect.stringMatching(message) });
    expect(await readdir(home)).toEqual([]);
  });

  it.each(hostileExtractions)('leaves out on demand, and tells of: %s', async (_what, hostile, message) => {
    const archive = await openTarBytes(buildTar({ name: 'first' }, ...hostile, { name: 'end', content: 'z' }));

    const leftOut = await archive.extract(join(home, 'out'), { skip: true });

    expect(leftOut.map(({ reason }) => reason)).toEqual([expect.stringMatching(message)]);
    expect(await readFile(join(home, 'out', 'end'), 'utf8')).toBe('z');
    expect(await readdir(home)).toEqual(['out']);
  });

  it('makes hard links to files that it wrote', async () => {
    const archive = await openTarBytes(
      buildTar(
        { name: './a', content: 'x' },
        { name: 'd/h', flag: '1', target: './a' },
        { name: 'i', flag: '1', target: 'd/h' },
      ),
    );

    await archive.extract(join(home, 'out'));

    const files = ['a', 'd/h', 'i'].map((path) => join(home, 'out', path));
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(['x', 'x', 'x']);
    expect(new Set((await Promise.all(files.map((file) => stat(file)))).map(({ ino }) => ino)).size).toBe(1);
  });

  it('overwrites nothing', async () => {
    await mkdir(join(home, 'out'));
    await writeFile(join(home, 'out', 'large'), 'mine');
    const archive = await openTarBytes(buildTar(...plans));

    const extracting = archive.extract(join(home, 'out'));

    await expect(extracting).rejects.toThrow(
      'Entry "large" of the archive cannot be written: something is there already.',
    );
    expect(await readFile(join(home, 'out', 'large'), 'utf8')).toBe('mine');
  });
});
