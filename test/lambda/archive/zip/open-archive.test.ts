import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ByteSource, bufferSource } from '../../../../lambda/archive/bytes.ts';
import { type ArchiveEntry, openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, extraField, pack } from './build-zip.ts';
import { readAll, readTexts } from './read-all.ts';

const MIB = 1024 * 1024;

/** A source that notes every request. */
function watchedSource(zip: Buffer): { source: ByteSource; requests: [offset: number, length: number][] } {
  const inner = bufferSource(zip);
  const requests: [number, number][] = [];
  const note = <T>(offset: number, length: number, answer: Promise<T>) => {
    requests.push([offset, length]);
    return answer;
  };
  const source: ByteSource = {
    tail: (length) => note(zip.length - length, length, inner.tail(length)),
    read: (offset, length) => note(offset, length, inner.read(offset, length)),
  };
  return { source, requests };
}

/** Noise that is the same every time. */
function noise(length: number): Buffer {
  const words = new Uint32Array(Math.floor(length / 4));
  let state = 1;
  for (let at = 0; at < words.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[at] = state;
  }
  const bytes = Buffer.alloc(length);
  bytes.set(new Uint8Array(words.buffer));
  return bytes;
}

describe('openArchive', () => {
  it('asks for nothing before the first use', () => {
    const { source, requests } = watchedSource(buildZip([{ name: 'a' }]));

    openArchive(source);

    expect(requests).toEqual([]);
  });

  it('reads an archive that gives its part as the number that stands for ZIP64 records', async () => {
    const zip = buildZip([{ name: 'a', content: 'x', part: 0xffff }], { part: 0xffff });

    expect(await readTexts(zip)).toEqual({ a: 'x' });
  });

  it('reads a small archive with one request', async () => {
    const { source, requests } = watchedSource(
      buildZip([
        { name: 'a', content: 'x' },
        { name: 'b', content: 'y' },
      ]),
    );

    const contents = [];
    for await (const entry of openArchive(source).entries()) contents.push(Buffer.from(await entry.bytes()).toString());

    expect(contents).toEqual(['x', 'y']);
    expect(requests).toHaveLength(1);
  });

  it('reads a large archive with one request for each 8 MiB and two more', async () => {
    const zip = buildZip(
      Array.from({ length: 50 }, (_, i) => ({ name: `${i}`, content: noise(600_000 + i), method: 0 })),
    );
    const { source, requests } = watchedSource(zip);

    for await (const entry of openArchive(source).entries()) await entry.bytes();

    expect(requests.length).toBeLessThanOrEqual(Math.ceil(zip.length / (8 * MIB)) + 2);
  });

  it('reads one file out of a large archive with one request beyond the directory', async () => {
    const method = (i: number) => (i === 7 ? 8 : 0);
    const zip = buildZip(
      Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: noise(MIB + i), method: method(i) })),
    );
    const { source, requests } = watchedSource(zip);

    const bytes = await openArchive(source).read('7');

    expect(noise(MIB + 7).equals(bytes)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('reads entries of all sizes around its steps and windows', async () => {
    const sizes = [0, 1, MIB - 1, MIB, MIB + 1, 512 * 1024 * 3, 9 * MIB];
    const plans = sizes.flatMap((size) =>
      [8, 0].map((method) => ({ name: `${size}-${method}`, content: noise(size), method })),
    );

    const all = await readAll(buildZip(plans));

    expect(all.map(({ path, content }) => [path, content.equals(noise(content.length))])).toEqual(
      plans.map(({ name }) => [name, true]),
    );
  });

  it('still reads an entry after others were handed out', async () => {
    const zip = buildZip(Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, content: noise(MIB - i), method: 0 })));
    const entries: ArchiveEntry[] = [];
    for await (const entry of openArchive(bufferSource(zip)).entries()) entries.push(entry);

    const sizes = await Promise.all(entries.reverse().map(async (entry) => (await entry.bytes()).length));

    expect(sizes).toEqual(Array.from({ length: 30 }, (_, i) => MIB - 29 + i));
  });

  it('asks for the next window while it hands out the first, and forgets what it has passed', async () => {
    const zip = buildZip(Array.from({ length: 39 }, (_, i) => ({ name: `${i}`, content: noise(MIB - i), method: 0 })));
    const { source, requests } = watchedSource(zip);
    const entries: ArchiveEntry[] = [];
    for await (const entry of openArchive(source).entries()) entries.push(entry);
    await entries[0]?.bytes();
    const first = requests.length;

    for (const entry of entries) await entry.bytes();
    const all = requests.length;
    await entries[0]?.bytes();

    expect(first).toBe(3);
    expect(all).toBe(1 + Math.ceil(zip.length / (8 * MIB)));
    expect(requests.length).toBeGreaterThan(all);
  });

  it('hands entries out in the order in which they lie, whatever the order of the directory', async () => {
    const first = { name: 'first', content: 'x', method: 0 };
    const second = { name: 'second', content: 'y', method: 0 };
    const [firstBytes, secondBytes] = [36, 37];
    const swapped = buildZip([
      { ...first, offset: 0 },
      { ...second, offset: firstBytes },
    ]);
    const directory = swapped.length - 22 - (46 + 5) - (46 + 6);
    const parts = [
      swapped.subarray(0, directory),
      swapped.subarray(directory + 51, -22),
      swapped.subarray(directory, directory + 51),
      swapped.subarray(-22),
    ];

    const all = await readAll(Buffer.concat(parts));

    expect(directory).toBe(firstBytes + secondBytes);
    expect(all.map(({ path }) => path)).toEqual(['first', 'second']);
  });

  it('lets the errors of its source pass, also in the middle of a large entry', async () => {
    const zip = buildZip([{ name: 'a', content: noise(20 * MIB) }]);
    const inner = bufferSource(zip);
    const source: ByteSource = {
      ...inner,
      read: async (offset, length) =>
        offset > 8 * MIB && offset < 17 * MIB ? Promise.reject(new Error('no network')) : inner.read(offset, length),
    };

    const reading = openArchive(source).read('a');

    await expect(reading).rejects.toThrow('no network');
  });

  it('refuses a source that gives too few bytes', async () => {
    const inner = bufferSource(buildZip([{ name: 'a', content: noise(MIB) }]));
    const source: ByteSource = { ...inner, read: async (offset, length) => inner.read(offset, length - 1) };

    const reading = openArchive(source).read('a');

    await expect(reading).rejects.toThrow(/gave \d+ bytes at 0 instead of/);
  });

  it('refuses to read what is not there or is no file', async () => {
    const archive = openArchive(bufferSource(buildZip([{ name: 'd/', mode: 0o040755 }])));

    await expect(archive.read('missing')).rejects.toThrow('Entry "missing" of the archive is not there.');
    await expect(archive.read('d')).rejects.toThrow('Entry "d" of the archive is a directory, not a file.');
  });

  it('refuses a piece over the limit, but streams it', async () => {
    const archive = openArchive(bufferSource(buildZip([{ name: 'a', content: 'hello' }])), { pieceBytes: 4 });

    const piece = archive.read('a');

    await expect(piece).rejects.toThrow('has 5 bytes; at most 4 are read in one piece');
    for await (const entry of archive.entries())
      for await (const chunk of entry.stream()) expect(chunk).toHaveLength(5);
  });

  it.each([
    ['entries', { entries: 1 }, 'has 2 entries; at most 1 are allowed'],
    ['uncompressed bytes', { totalBytes: 9 }, 'unpacks to 10 bytes; at most 9 are allowed'],
    ['directory bytes', { directoryBytes: 9 }, 'at most 9 are allowed'],
    ['levels', { levels: 0 }, 'over 0 folders in them'],
    ['memory for names', { memoryBytes: 130 }, 'need over 130 bytes of memory'],
    [
      'bytes that are handed out',
      { workBytes: 9 },
      'Entry "a" of the archive is read again so often that over 9 bytes',
    ],
  ])('takes a limit of %s', async (_what, limits, message) => {
    const zip = buildZip([
      { name: 'a', content: 'hello' },
      { name: 'b/c', content: 'world' },
    ]);

    const reading = readAll(zip, limits);

    await expect(reading).rejects.toThrow(message);
  });
});

describe('names and attributes', () => {
  it('are read in every encoding that the format knows', async () => {
    const unicodePath = (raw: string, path: string) =>
      extraField(0x7075, Buffer.concat([Buffer.from([1]), pack([crc32(raw), 4]), Buffer.from(path)]));
    const zip = buildZip([
      { name: 'flagged-é' },
      { name: 'unflagged-é', flags: 0 },
      { name: Buffer.from([0x81, 0x84]), flags: 0 },
      { name: 'outdated', flags: 0, extra: unicodePath('earlier', 'x') },
      { name: 'ascii-#U2260', flags: 0, extra: unicodePath('ascii-#U2260', 'unicode-≠') },
      { name: 'unflagged-á', flags: 0, extra: unicodePath('unflagged-á', 'field-ç') },
      { name: 'empty-field', flags: 0, extra: unicodePath('empty-field', '') },
      { name: './dotted/', mode: 0o040755 },
      { name: './', mode: 0o040755 },
    ]);

    const paths = (await readAll(zip)).map(({ path }) => path);

    expect(paths).toEqual([
      ...['flagged-é', 'unflagged-é', 'üä', 'outdated', 'unicode-≠', 'field-ç', 'empty-field', 'dotted'],
    ]);
  });

  it('give type and permissions where the archive has them', async () => {
    const zip = buildZip([
      { name: 'tool', mode: 0o104755 },
      { name: 'folder/', mode: 0o040700 },
      { name: 'link', content: 'tool', mode: 0o120777 },
      { name: 'from-windows', mode: 0o100755, madeBy: 20 },
    ]);

    const all = await readAll(zip);

    expect(all.map(({ path, type, mode }) => [path, type, mode])).toEqual([
      ['tool', 'file', 0o755],
      ['folder', 'directory', 0o700],
      ['link', 'symlink', 0o777],
      ['from-windows', 'file', undefined],
    ]);
  });

  it('are read from an archive with all its numbers in ZIP64 fields', async () => {
    const wide = extraField(1, pack([5, 8], [5, 8], [0, 8]));
    const entry = { name: 'a', content: 'hello', method: 0, local: { extra: extraField(1, pack([5, 8], [5, 8])) } };
    const zip = buildZip(
      [{ ...entry, size: 0xffffffff, compressedSize: 0xffffffff, offset: 0xffffffff, extra: wide }],
      { zip64: {}, entries: 0xffff, size: 0xffffffff, offset: 0xffffffff },
    );

    const texts = await readTexts(zip);

    expect(texts).toEqual({ a: 'hello' });
  });

  it('are read from an entry with a data descriptor', async () => {
    const descriptor = Buffer.concat([pack([0x08074b50, 4], [0x3610a686, 4], [7, 4], [5, 4])]);
    const zip = buildZip([
      { name: 'a', content: 'hello', flags: 0x808, local: { crc: 0, size: 0, compressedSize: 0 }, after: descriptor },
      { name: 'b' },
    ]);

    const texts = await readTexts(zip);

    expect(texts).toEqual({ a: 'hello', b: '' });
  });
});
