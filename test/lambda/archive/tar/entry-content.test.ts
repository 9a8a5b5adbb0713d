import { describe, expect, it } from 'vitest';
import { openTar } from '../../../../lambda/archive/tar/open-tar.ts';
import { buildTar } from './build-tar.ts';
import { openTarBytes } from './read-tar.ts';

const MIB = 1024 * 1024;

describe('an entry of a tar archive', () => {
  const sizes = [
    ['a small', 5],
    ['a large', 3 * MIB],
  ] as const;
  const tarOf = (size: number) => buildTar({ name: 'f', content: 'x'.repeat(size) }, { name: 'last', content: 'last' });

  it.each(sizes)('can be read twice, when it is %s one', async (_what, size) => {
    const archive = await openTarBytes(tarOf(size));

    for await (const entry of archive.entries()) {
      const [first, second] = [await entry.bytes(), await entry.bytes()];
      expect(first).toHaveLength(entry.size);
      expect(Buffer.compare(first, second)).toBe(0);
    }
  });

  it.each(sizes)('can be read after the last one was handed out, when it is %s one', async (_what, size) => {
    const archive = await openTarBytes(tarOf(size));
    const readers: (() => Promise<Uint8Array>)[] = [];
    for await (const entry of archive.entries()) readers.push(entry.bytes);

    const contents: Buffer[] = [];
    for (const read of readers) contents.push(Buffer.from(await read()));

    expect(contents.map((content) => content.length)).toEqual([size, 4]);
    expect(contents[0]?.equals(Buffer.alloc(size, 'x'))).toBe(true);
    expect(contents[1]?.toString()).toBe('last');
  });

  it('can be read after the loop was left', async () => {
    const archive = await openTarBytes(tarOf(3 * MIB));
    let first: { bytes(): Promise<Uint8Array> } | undefined;
    for await (const entry of archive.entries()) {
      first = entry;
      break;
    }

    const bytes = await first?.bytes();

    expect(bytes).toHaveLength(3 * MIB);
  });

  it('gives memory of its own each time', async () => {
    const archive = await openTarBytes(tarOf(5));

    for await (const entry of archive.entries()) {
      for await (const chunk of entry.stream()) chunk.fill(0);
      expect(await entry.bytes()).not.toContain(0);
    }
  });

  it('gives no chunk when it is empty', async () => {
    const archive = await openTarBytes(buildTar({ name: 'empty' }, { name: 'd/', flag: '5' }));

    for await (const entry of archive.entries()) {
      for await (const chunk of entry.stream()) expect.fail(`a chunk of ${chunk.length} bytes`);
    }
  });

  it('of up to 1 MiB is asked for once however often it is read, until the next one is asked for', async () => {
    const tar = tarOf(MIB);
    let requests = 0;
    const read = async (offset: number, length: number) => {
      requests += 1;
      return tar.subarray(offset, offset + length);
    };
    const archive = openTar({ size: tar.length, windowBytes: tar.length, tail: Buffer.alloc(0), read }, 'none');
    const counts: number[] = [];
    const readers: (() => Promise<Uint8Array>)[] = [];

    for await (const { bytes } of archive.entries()) {
      readers.push(bytes);
      await bytes();
      await bytes();
      counts.push(requests);
    }
    await readers[0]?.();

    expect([...counts, requests]).toEqual([1, 1, 2]);
  });

  it('of up to 1 MiB is read to its end, and once, when the next one is asked for meanwhile', async () => {
    const tar = tarOf(MIB);
    const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const offsets: number[] = [];
    const read = async (offset: number, length: number) => {
      offsets.push(offset);
      if (offset === 0) return tar.subarray(offset, offset + length);
      asked.resolve();
      await gate.promise;
      return tar.subarray(offset, offset + length);
    };
    const ranges = { size: tar.length, windowBytes: MIB / 2, tail: Buffer.alloc(0), read };
    const entries = openTar(ranges, 'none').entries()[Symbol.asyncIterator]();
    const reading: Promise<Uint8Array> = (await entries.next()).value.bytes();
    await asked.promise;

    const next = entries.next();
    gate.resolve();

    expect(await reading).toHaveLength(MIB);
    await next;
    expect(offsets).toEqual([...new Set(offsets)]);
  });

  it('ends a read that is under way with an error when the next one is asked for, never with less', async () => {
    const archive = await openTarBytes(tarOf(3 * MIB));
    const entries = archive.entries()[Symbol.asyncIterator]();
    const content = (await entries.next()).value.stream()[Symbol.asyncIterator]();
    await content.next();

    await entries.next();

    const reading = (async () => {
      while (!(await content.next()).done);
    })();
    await expect(reading).rejects.toThrow('Entry "f" was still being read when the next one was asked for');
  });
});
