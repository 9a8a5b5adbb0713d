import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSource } from '../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { buildZip } from './zip/build-zip.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bytes-'));
  await writeFile(join(home, 'file'), '0123456789');
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('fileSource', () => {
  it('gives the end of a file with its size, and the whole file when it is shorter', async () => {
    const source = fileSource(join(home, 'file'));

    const tails = [await source.tail(3), await source.tail(99)];
    await source.close();

    expect(tails.map(({ bytes, size }) => [Buffer.from(bytes).toString(), size])).toEqual([
      ['789', 10],
      ['0123456789', 10],
    ]);
  });

  it('gives any part, several at a time, and what there is where the file ends', async () => {
    const source = fileSource(join(home, 'file'));

    const parts = await Promise.all([source.read(2, 3), source.read(0, 1), source.read(8, 5), source.read(4, 0)]);
    await source.close();

    expect(parts.map((part) => Buffer.from(part).toString())).toEqual(['234', '0', '89', '']);
  });

  it('opens the file only when it is used, and can be closed without', async () => {
    const unused = fileSource(join(home, 'missing'));
    await unused.close();

    await expect(fileSource(join(home, 'missing')).tail(1)).rejects.toThrow('ENOENT');
  });

  it('is read in windows of 1 MiB, each of them once', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024, 'abc');
    await writeFile(join(home, 'file'), buildZip([{ name: 'stored', content, method: 0 }]));
    const source = fileSource(join(home, 'file'));
    const lengths: number[] = [];
    const read = (offset: number, length: number) => {
      lengths.push(length);
      return source.read(offset, length);
    };

    for await (const entry of openArchive({ ...source, read }).entries()) await entry.bytes();
    await source.close();

    expect(Math.max(...lengths)).toBe(1024 * 1024);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(content.length + 100);
  });
});
