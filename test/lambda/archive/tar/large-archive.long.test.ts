import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SourceRanges } from '../../../../lambda/archive/source-ranges.ts';
import { openTar } from '../../../../lambda/archive/tar/open-tar.ts';
import { timeLimit } from '../../../time-limit.ts';
import { collectGarbage, watchMemory } from '../watch-memory.ts';
import { binaryNumber, buildEntry, buildTar } from './build-tar.ts';

const MIB = 1024 * 1024;
const MAX_MEMORY_BYTES = 64 * MIB;
const head = (size: bigint) => buildEntry({ name: 'large', size: binaryNumber(size) });

/** Bytes that are never in memory all at once: each is asked for when it is read. */
function madeUp(size: number, fill: (bytes: Buffer, offset: number) => void, windowBytes = 8 * MIB) {
  const requests: { offset: number; length: number }[] = [];
  const ranges: SourceRanges = {
    ...{ size, windowBytes, tail: Buffer.alloc(0) },
    async read(offset, length) {
      requests.push({ offset, length });
      const bytes = Buffer.alloc(length);
      fill(bytes, offset);
      return bytes;
    },
  };
  return { ranges, requests };
}

/** A tar archive with one file of so many zeros, and room for its end. */
function tarOfZeros(content: number) {
  const header = head(BigInt(content));
  return madeUp(header.length + content + 1024, (bytes, offset) => {
    if (offset === 0) header.copy(bytes);
  });
}

describe('a large tar archive', () => {
  it('of over 8 GiB says so with a binary size, and is believed', async () => {
    const { ranges } = tarOfZeros(9 * 1024 * MIB);

    const first = await openTar(ranges, 'none').entries()[Symbol.asyncIterator]().next();

    expect(first.value.size).toBe(9 * 1024 * MIB);
  });

  it('is read in windows of 8 MiB, each once, of which at most four are asked for and not used up', async () => {
    const { ranges, requests } = tarOfZeros(400 * MIB);
    let [used, mostAhead] = [0, 0];

    for await (const entry of openTar(ranges, 'none').entries()) {
      for await (const chunk of entry.stream()) {
        used += chunk.length;
        mostAhead = Math.max(mostAhead, requests.length * 8 * MIB - used);
      }
    }

    expect(used).toBe(400 * MIB);
    expect(mostAhead).toBeLessThanOrEqual(32 * MIB);
    expect(requests.map(({ offset }) => offset)).toEqual(Array.from({ length: 51 }, (_, index) => index * 8 * MIB));
  });

  it('of which the first entry is all that is wanted is not read to its end', async () => {
    const { ranges, requests } = tarOfZeros(400 * MIB);

    for await (const _ of openTar(ranges, 'none').entries()) break;

    // What was already asked for comes in; nothing more is asked for then.
    await new Promise(setImmediate);
    expect(requests.length).toBeLessThanOrEqual(3);
  });

  it('in gzip data is read with little memory', { timeout: timeLimit(60_000) }, async () => {
    const packed = await gzipOf(200);
    const { ranges } = madeUp(packed.length, (bytes, offset) => packed.copy(bytes, 0, offset), MIB);

    for await (const entry of openTar(ranges, 'gzip').entries()) {
      collectGarbage();
      const memory = watchMemory(MAX_MEMORY_BYTES);
      let bytes = 0;
      for await (const chunk of entry.stream()) {
        bytes += chunk.length;
        memory.look();
      }
      expect(bytes).toBe(200 * MIB);
      expect(memory.most()).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
    }
  });

  it('of many entries is read whole, whatever the windows are', async () => {
    const plans = Array.from({ length: 3000 }, (_, index) => ({ name: `f${index}`, content: `${index}` }));
    const tar = buildTar(...plans);
    const { ranges } = madeUp(tar.length, (bytes, offset) => tar.copy(bytes, 0, offset), 777);

    let [count, sum] = [0, 0];
    for await (const entry of openTar(ranges, 'none').entries()) {
      count += 1;
      if (count % 2 === 0) sum += Number(Buffer.from(await entry.bytes()).toString());
    }

    expect([count, sum]).toEqual([3000, 1500 * 1500]);
  });
});

/** A file of so many MiB that pack to about a fiftieth. */
async function gzipOf(mebibytes: number): Promise<Buffer> {
  const gzip = createGzip();
  const done = gzip.toArray();
  gzip.write(head(BigInt(mebibytes * MIB)));
  for (let at = 0; at < mebibytes; at++) {
    const chunk = Buffer.alloc(MIB);
    for (let i = 0; i < MIB; i += 256) chunk.writeUInt32LE(Math.imul(at * MIB + i, 2_654_435_761) >>> 0, i);
    gzip.write(chunk);
  }
  gzip.end(Buffer.alloc(1024));
  return Buffer.concat(await done);
}
