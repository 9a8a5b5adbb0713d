import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, type EntryPlan } from './build-zip.ts';

const SYMLINK = 0o120777;
const MIB = 1024 * 1024;
const large = Buffer.from(new Uint8Array(2 * MIB).map((_, index) => (index * index) >> 7));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'extract-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const extract = (plans: EntryPlan[], folder = join(home, 'out')) =>
  openArchive(bufferSource(buildZip(plans))).extract(folder);

describe('extract', () => {
  it('writes files, folders and links, and makes the folder', async () => {
    const folder = join(home, 'deep', 'out');

    await extract(
      [
        { name: 'a/b/small.txt', content: 'small' },
        { name: 'large', content: large },
        { name: 'empty/', mode: 0o040755 },
        { name: 'a/link', content: 'b/small.txt', mode: SYMLINK },
      ],
      folder,
    );

    expect((await readdir(folder)).sort()).toEqual(['a', 'empty', 'large']);
    expect(await readFile(join(folder, 'a', 'link'), 'utf8')).toBe('small');
    expect((await readFile(join(folder, 'large'))).equals(large)).toBe(true);
    expect((await stat(join(folder, 'empty'))).isDirectory()).toBe(true);
  });

  it('says that a path is too long for this system', async () => {
    const name = `${`${'n'.repeat(250)}/`.repeat(16)}${'f'.repeat(75)}`;

    await expect(extract([{ name }])).rejects.toThrow('cannot be written: its path is too long for this system');
  });

  it('keeps who may execute a file and nothing more of its mode', async () => {
    await extract([
      { name: 'tool', mode: 0o104755 },
      { name: 'text', mode: 0o100400 },
    ]);

    const modes = await Promise.all(['tool', 'text'].map(async (name) => (await stat(join(home, 'out', name))).mode));

    expect(modes.map((mode) => mode & 0o7111)).toEqual([0o111, 0]);
    expect(modes.map((mode) => mode & 0o600)).toEqual([0o600, 0o600]);
  });

  it.each([
    ['small', 100_000],
    ['large', 2 * MIB],
  ])(
    'leaves no half of a %s file in a folder that was there before, where no more can be written',
    async (_size, bytes) => {
      const zip = join(home, 'a.zip');
      await writeFile(
        zip,
        buildZip([
          { name: 'first', content: 'first' },
          { name: 'second', content: large.subarray(0, bytes) },
        ]),
      );
      const out = join(home, 'out');
      await mkdir(out);
      const code = `
      import { openArtifact } from '${import.meta.resolve('../../../../lambda/archive/open-artifact.ts')}';
      import { fileSource } from '${import.meta.resolve('../../../../lambda/archive/bytes.ts')}';
      const artifact = await openArtifact(fileSource(process.argv[1]));
      await artifact.extract(process.argv[2]).catch(({ code }) => console.log(code));`;
      const node = [process.execPath, '--input-type=module', '--eval', code, zip, out];

      // A limit of the system on the size of a file ends a write as a full disk does.
      const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 16; exec "$@"', 'sh', ...node]);

      expect(stdout).toBe('EFBIG\n');
      expect(await readdir(out)).toEqual(['first']);
    },
  );

  it('leaves no trace of the folders it made when a later entry is broken', async () => {
    const extracting = extract(
      [
        { name: 'a', content: 'x' },
        { name: 'b', content: 'x', crc: 1 },
      ],
      join(home, 'deep', 'out'),
    );

    await expect(extracting).rejects.toThrow('Entry "b" of the archive is damaged');
    expect(await readdir(home)).toEqual([]);
  });

  it('keeps a folder that was there, but no half-written file', async () => {
    await mkdir(join(home, 'out'));
    await writeFile(join(home, 'out', 'mine'), 'mine');

    const extracting = extract([{ name: 'large', content: large, crc: 1 }]);

    await expect(extracting).rejects.toThrow('CRC-32 is wrong');
    expect(await readdir(join(home, 'out'))).toEqual(['mine']);
  });

  it.each([
    ['small', Buffer.from('theirs')],
    ['large', large],
  ])('never overwrites a file that is there with a %s one', async (_size, content) => {
    await mkdir(join(home, 'out'));
    await writeFile(join(home, 'out', 'f'), 'mine');

    const extracting = extract([{ name: 'f', content }]);

    await expect(extracting).rejects.toThrow('Entry "f" of the archive cannot be written: something is there already.');
    expect(await readFile(join(home, 'out', 'f'), 'utf8')).toBe('mine');
  });

  it('never writes through a link that was in the folder before', async () => {
    await mkdir(join(home, 'out'));
    await mkdir(join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), join(home, 'out', 'folder'));
    await symlink(join(home, 'elsewhere', 'f'), join(home, 'out', 'file'));

    const throughFolder = extract([{ name: 'folder/f', content: 'x' }]);
    await expect(throughFolder).rejects.toThrow('is there and is not a folder');
    const throughFile = extract([{ name: 'file', content: 'x' }]);
    await expect(throughFile).rejects.toThrow('something is there already');

    expect(await readdir(join(home, 'elsewhere'))).toEqual([]);
  });

  it('makes links only after every file, with the target as it is', async () => {
    await extract([
      { name: 'a/first', content: '../b/f', mode: SYMLINK },
      { name: 'b/f', content: 'x' },
    ]);

    expect(await readlink(join(home, 'out', 'a', 'first'))).toBe('../b/f');
    expect((await lstat(join(home, 'out', 'b', 'f'))).isFile()).toBe(true);
  });

  it('writes nothing at all when a link leads outside', async () => {
    const extracting = extract([
      { name: 'l', content: '../outside', mode: SYMLINK },
      { name: 'f', content: 'x' },
    ]);

    await expect(extracting).rejects.toThrow('lies outside the archive');
    expect(await readdir(home)).toEqual([]);
  });

  it('checks the local header of a directory too', async () => {
    const extracting = extract([{ name: 'd/', mode: 0o040755, local: { name: 'e/' } }]);

    await expect(extracting).rejects.toThrow('another name in its own header');
  });
});
