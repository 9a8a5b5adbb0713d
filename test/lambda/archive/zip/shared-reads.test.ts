import { describe, expect, it } from 'vitest';
import { type ByteSource, bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../../lambda/archive/open-artifact.ts';
import type { ArtifactEntry } from '../../../../model/artifact.ts';
import { buildTar } from '../tar/build-tar.ts';
import { buildZip } from './build-zip.ts';

const MIB = 1024 * 1024;
const WINDOW = 256 * 1024;

/** A source with small windows that counts the bytes it is asked for, and how many requests are under way at most. */
function counted(bytes: Buffer) {
  const inner = bufferSource(bytes);
  const seen = { bytes: 0, underWay: 0, mostUnderWay: 0 };
  const source: ByteSource = {
    ...inner,
    windowBytes: WINDOW,
    async read(offset, length) {
      seen.bytes += length;
      seen.mostUnderWay = Math.max(seen.mostUnderWay, ++seen.underWay);
      await new Promise(setImmediate);
      seen.underWay -= 1;
      return inner.read(offset, length);
    },
  };
  return { source, seen };
}

async function entriesOf(source: ByteSource): Promise<ArtifactEntry[]> {
  const entries: ArtifactEntry[] = [];
  for await (const entry of openArtifact(source).entries()) entries.push(entry);
  return entries;
}

async function lengthOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return length;
}

const small = Array.from({ length: 100 }, (_, index) => ({
  name: `${index}`,
  content: Buffer.alloc(100_000, index),
  method: 0,
}));
const large = Array.from({ length: 8 }, (_, index) => ({
  name: `${index}`,
  content: Buffer.alloc(2 * MIB, index),
  method: 0,
}));

describe('entries that are read all at once', () => {
  it.each([
    ['in one piece', (entry: ArtifactEntry) => entry.bytes().then(({ length }) => length)],
    ['as streams', (entry: ArtifactEntry) => lengthOf(entry.stream())],
  ])('of a zip ask for each byte once, %s', async (_how, read) => {
    const zip = buildZip(small);
    const { source, seen } = counted(zip);
    const entries = await entriesOf(source);

    const lengths = await Promise.all(entries.map(read));

    expect(lengths).toEqual(small.map(() => 100_000));
    expect(seen.bytes).toBeLessThan(zip.length + 4 * WINDOW);
    expect(seen.mostUnderWay).toBeLessThanOrEqual(3);
  });

  it('of a zip ask for each byte once as large streams too', async () => {
    const zip = buildZip(large);
    const { source, seen } = counted(zip);
    const entries = await entriesOf(source);

    const lengths = await Promise.all(entries.map((entry) => lengthOf(entry.stream())));

    expect(lengths).toEqual(large.map(() => 2 * MIB));
    expect(seen.bytes).toBeLessThan(zip.length + 4 * WINDOW);
  });

  it('of a tar share one more reading of it, each with memory of its own', async () => {
    const tar = buildTar(...small);
    const { source, seen } = counted(tar);
    const entries = await entriesOf(source);
    const before = seen.bytes;

    const contents = await Promise.all([...entries, ...entries].map((entry) => entry.bytes()));
    contents[0]?.fill(0xff);

    expect(contents[100]?.every((byte) => byte === 0)).toBe(true);
    expect(contents.slice(1, 100).every((bytes, index) => bytes.every((byte) => byte === index + 1))).toBe(true);
    expect(seen.bytes - before).toBeLessThan(tar.length + 4 * WINDOW);
  });

  it('of a tar get its error, each of them', async () => {
    const tar = buildTar(...small);
    const { source } = counted(tar);
    let isAway = false;
    const failing: ByteSource = {
      ...source,
      read: (offset, length) => (isAway ? Promise.reject(new Error('S3 is away')) : source.read(offset, length)),
    };
    const entries = await entriesOf(failing);
    isAway = true;

    const outcomes = await Promise.allSettled(entries.slice(0, 3).map((entry) => entry.bytes()));

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual(
      ['0', '1', '2'].map(() => 'Error: S3 is away'),
    );
  });

  it('of a tar while the loop goes on come in whole, up to 1 MiB', async () => {
    const reads: Promise<Uint8Array>[] = [];
    for await (const entry of openArtifact(bufferSource(buildTar(...small))).entries()) reads.push(entry.bytes());

    const contents = await Promise.all(reads);

    expect(contents.map(({ length }) => length)).toEqual(small.map(() => 100_000));
  });
});
