import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildTar } from './build-tar.ts';
import { openTarBytes, readAll, readTexts } from './read-tar.ts';

const MIB = 1024 * 1024;
const tar = buildTar({ name: 'a', content: '1' }, { name: 'b', content: '2'.repeat(700) });
const packed = gzipSync(tar);

/** The same with one bit turned, so many bytes before the end. */
function turned(fromEnd: number): Buffer {
  const damaged = Buffer.from(packed);
  damaged[damaged.length - fromEnd] = (damaged[damaged.length - fromEnd] ?? 0) ^ 1;
  return damaged;
}

describe('a tar archive in gzip data', () => {
  it('is read like a plain one', async () => {
    const texts = await readTexts(packed, 'gzip');

    expect(texts).toEqual({ a: '1', b: '2'.repeat(700) });
  });

  it('may lie in several members, cut anywhere', async () => {
    const members = [tar.subarray(0, 300), tar.subarray(300, 301), tar.subarray(301)].map((part) => gzipSync(part));

    const texts = await readTexts(Buffer.concat(members), 'gzip');

    expect(texts).toEqual({ a: '1', b: '2'.repeat(700) });
  });

  it.each([
    ['the CRC-32 is wrong', turned(8), /damaged: its gzip data is broken/],
    ['the length is wrong', turned(4), /damaged: its gzip data is broken/],
    ['its first member is damaged', Buffer.concat([turned(8), packed]), /damaged: its gzip data is broken/],
    ['its last byte is missing', packed.subarray(0, -1), /cut off: its gzip data has no end in or behind "b"/],
    ['text follows', Buffer.concat([packed, Buffer.from('text')]), /damaged: its gzip data is broken/],
    [
      'a text follows behind zeros',
      Buffer.concat([packed, Buffer.alloc(9), Buffer.from('text')]),
      /has 13 bytes behind the end of its gzip data; only zeros/,
    ],
    ['a member follows behind zeros', Buffer.concat([packed, Buffer.alloc(9), packed]), /bytes behind the end of its/],
    ['a second archive follows', Buffer.concat([packed, packed]), /something behind its end/],
    ['what it holds is a text', gzipSync('text '.repeat(500)), /does not start as a tar archive does/],
    ['what it holds is short', gzipSync('text'), /does not start as a tar archive does/],
    ['it holds nothing', gzipSync(''), /does not start as a tar archive does/],
    ['what it holds is cut off', gzipSync(tar.subarray(0, -600)), /cut off: it ends in or behind "b"/],
  ])('is refused when %s', async (_what, bytes, message) => {
    const reading = readAll(bytes, 'gzip');

    await expect(reading).rejects.toMatchObject({ name: 'ArchiveError', message: expect.stringMatching(message) });
  });

  it('says behind which entry its gzip data is damaged', async () => {
    const noise = Buffer.from(new Uint8Array(4 * MIB).map((_, index) => (index * index * 7) >> 9));
    const damaged = gzipSync(buildTar({ name: 'a', content: '1' }, { name: 'noise', content: noise }));
    damaged.fill(0xff, damaged.length - 999, damaged.length - 900);

    const reading = readAll(damaged, 'gzip');

    await expect(reading).rejects.toThrow('damaged: its gzip data is broken in or behind "noise".');
  });

  it('is refused when it is cut off anywhere', async () => {
    for (let length = 0; length < packed.length; length++) {
      const reading = readAll(packed.subarray(0, length), 'gzip');
      await expect(reading, `${length} bytes`).rejects.toMatchObject({ name: 'ArchiveError' });
    }
  });

  it.each([9, 600_000])('may be padded with zeros: %i of them', async (zeros) => {
    const texts = await readTexts(Buffer.concat([packed, Buffer.alloc(zeros)]), 'gzip');

    expect(texts).toEqual({ a: '1', b: '2'.repeat(700) });
  });

  it('that unpacks to more than the ratio, and to more than is free, is refused', async () => {
    const bomb = gzipSync(buildTar({ name: 'zeros', content: Buffer.alloc(32 * MIB) }));

    const reading = readAll(bomb, 'gzip', { freeBytes: 2 * MIB });

    await expect(reading).rejects.toThrow(
      /^Entry "zeros" of the archive is where the archive unpacks from \d+ to over \d+ bytes; at most 500 to 1 is allowed/,
    );
  });

  it('that unpacks as well as an empty disk image does is read', async () => {
    const entries = await readAll(gzipSync(buildTar({ name: 'zeros', content: Buffer.alloc(32 * MIB) })), 'gzip');

    expect(entries[0]?.content).toHaveLength(32 * MIB);
  });

  it('is not unpacked again and again without an end', async () => {
    const archive = await openTarBytes(packed, 'gzip', { workBytes: 3 * tar.length });
    for (let times = 0; times < 3; times++) await archive.read('a');

    await expect(archive.read('a')).rejects.toThrow('is read again so often');
  });
});
