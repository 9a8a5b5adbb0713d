import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip } from './build-zip.ts';
import { hostileExtractions } from './hostile-extraction.ts';
import { readAll } from './read-all.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'extraction-rules-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const open = (...plans: Parameters<typeof buildZip>[0]) => openArchive(bufferSource(buildZip(plans)));

describe('what only matters when files are written', () => {
  it.each(hostileExtractions)('does not keep an archive from being read: %s', async (_what, plans) => {
    const all = await readAll(buildZip(plans));

    expect(all).toHaveLength(plans.length);
  });

  it.each(hostileExtractions)('keeps an archive from being extracted: %s', async (_what, plans, message) => {
    const extracting = open(...plans).extract(join(home, 'deep', 'out'));

    await expect(extracting).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringMatching(message),
      entry: expect.any(String),
    });
    expect(await readdir(home)).toEqual([]);
  });

  it.each(hostileExtractions)('is left out on demand, and told of: %s', async (_what, plans, message) => {
    const archive = open({ name: 'first', content: '1' }, ...plans, { name: 'last', content: 'z' });

    const leftOut = await archive.extract(join(home, 'out'), { skip: true });

    expect(leftOut.map(({ reason }) => reason)).toEqual([expect.stringMatching(message)]);
    expect(await readFile(join(home, 'out', 'first'), 'utf8')).toBe('1');
    expect(await readFile(join(home, 'out', 'last'), 'utf8')).toBe('z');
    expect(await readdir(home)).toEqual(['out']);
  });

  it('is left out entry by entry as the author says', async () => {
    const archive = open({ name: 'pipe', mode: 0o010666 }, { name: 'a', content: 'x' }, { name: 'A', content: 'y' });

    const extracting = archive.extract(join(home, 'out'), { skip: ({ type }) => type === 'pipe' });

    await expect(extracting).rejects.toThrow('Entry "A" of the archive differs from "a" only in case');
    expect(await readdir(home)).toEqual([]);
  });

  it('is nothing when a folder is there twice, and no reason to leave anything out', async () => {
    const archive = open({ name: 'd/' }, { name: 'd/f', content: 'x' }, { name: 'd/' });

    const leftOut = await archive.extract(join(home, 'out'));

    expect(leftOut).toEqual([]);
    expect(await readFile(join(home, 'out', 'd', 'f'), 'utf8')).toBe('x');
  });

  it('is not damage, which is an error even with skip', async () => {
    const archive = open({ name: 'a', content: 'x' }, { name: 'b', content: 'x', crc: 1 });

    const extracting = archive.extract(join(home, 'out'), { skip: true });

    await expect(extracting).rejects.toThrow('Entry "b" of the archive is damaged');
    expect(await readdir(home)).toEqual([]);
  });

  it('is not a limit either, whatever is left out', async () => {
    const plans = Array.from({ length: 50 }, (_, index) => ({ name: `${index}`, mode: 0o010666 }));
    const archive = openArchive(bufferSource(buildZip(plans)), { memoryBytes: 12_000 });

    const extracting = archive.extract(join(home, 'out'), { skip: true });

    await expect(extracting).rejects.toThrow('need over 12000 bytes of memory');
  });

  it('never lets a set-id bit through', async () => {
    await open({ name: 'tool', mode: 0o106755 }).extract(join(home, 'out'));

    expect((await stat(join(home, 'out', 'tool'))).mode & 0o7000).toBe(0);
  });
});

describe('a path that is there twice', () => {
  it('is read entry by entry, and refused by name when it is asked for', async () => {
    const zip = buildZip([
      { name: 'a', content: '1' },
      { name: 'b', content: 'b' },
      { name: './a', content: '2' },
    ]);

    const texts = (await readAll(zip)).map(({ path, content }) => [path, content.toString()]);

    expect(texts).toEqual([
      ['a', '1'],
      ['b', 'b'],
      ['a', '2'],
    ]);
    const archive = openArchive(bufferSource(zip));
    await expect(archive.read('a')).rejects.toThrow('Entry "a" of the archive is there twice');
    expect(Buffer.from(await archive.read('b')).toString()).toBe('b');
  });
});
