import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openTar } from '../../../../lambda/archive/tar/open-tar.ts';
import { buildEntry, buildTar, gnuLong, pax } from './build-tar.ts';
import { readAll } from './read-tar.ts';

const tar = buildTar(
  pax({ path: 'long', size: '700' }),
  { name: 'f', content: 'x'.repeat(700) },
  gnuLong('target', 'K'),
  { name: 'l', flag: '2', target: 't' },
  { name: 'd/', flag: '5' },
);

describe('a tar archive', () => {
  it('that is cut off anywhere is refused', async () => {
    for (let length = 0; length < tar.length; length++) {
      const reading = readAll(tar.subarray(0, length));
      await expect(reading, `${length} bytes`).rejects.toMatchObject({ name: 'ArchiveError' });
    }
  });

  it('that is cut off says behind which entry', async () => {
    const reading = readAll(buildEntry({ name: 'f', content: 'x' }));

    await expect(reading).rejects.toThrow('The archive is cut off: it ends in or behind "f"');
  });

  it.each([
    ['a bit', (byte: number) => byte ^ 1],
    ['the highest bit', (byte: number) => byte ^ 0x80],
    ['everything', () => 0],
  ])('of which one byte is changed in %s is read whole or refused with a sentence', async (_what, change) => {
    for (let at = 0; at < tar.length; at++) {
      const damaged = Buffer.from(tar);
      damaged[at] = change(damaged[at] ?? 0);

      const result = await readAll(damaged).catch((error: unknown) => error);

      const isFine = Array.isArray(result)
        ? result.length === 3
        : result instanceof Error && result.name === 'ArchiveError';
      expect(isFine, `byte ${at}: ${String(result)}`).toBe(true);
    }
  });

  it('with a mode that is not a number is read without it', async () => {
    const all = await readAll(buildTar({ mode: 'rw-r--r-' }));

    expect(all).toEqual([{ path: 'entry', type: 'file', mode: undefined, content: '' }]);
  });

  it('that changed since an entry was handed out does not give less of it', async () => {
    let bytes = tar;
    const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
    const archive = openTar({ size: tar.length, windowBytes: 1024, tail: Buffer.alloc(0), read }, 'none');
    const readers: (() => Promise<Uint8Array>)[] = [];
    for await (const entry of archive.entries()) readers.push(entry.bytes);
    bytes = Buffer.alloc(tar.length);

    await expect(readers[0]?.()).rejects.toThrow('The archive has other entries than when it was read before.');
  });
});

describe('an error of the source', () => {
  it.each([
    ['none', tar],
    ['gzip', gzipSync(tar, { level: 0 })],
  ] as const)(
    'passes as it is, at the start and in the middle, whatever is around the archive: %s',
    async (packing, bytes) => {
      const failure = new Error('S3 is away');
      for (const failsAt of [0, 1024, 2048]) {
        const read = async (offset: number, length: number) => {
          if (offset >= failsAt) throw failure;
          return bytes.subarray(offset, offset + length);
        };
        const archive = openTar({ size: bytes.length, windowBytes: 512, tail: Buffer.alloc(0), read }, packing);

        const reading = (async () => {
          for await (const entry of archive.entries()) await entry.bytes();
        })();

        await expect(reading).rejects.toBe(failure);
      }
    },
  );
});
