import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource, fileSource } from '../../../../lambda/archive/bytes.ts';
import { type ArchiveWriter, createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { timeLimit } from '../../../time-limit.ts';
import { collectGarbage, watchMemory } from '../watch-memory.ts';
import { writeZip } from './read-all.ts';

const MIB = 1024 * 1024;
const MAX_MEMORY_BYTES = 128 * MIB;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'large-archive-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

async function writeFileZip(path: string, fill: (archive: ArchiveWriter) => Promise<void>): Promise<void> {
  await using file = await open(path, 'w');
  const archive = createArchive({ write: async (bytes) => void (await file.write(bytes)) });
  await fill(archive);
  await archive.finish();
}

/** Bytes that deflate brings to about a fiftieth, each MiB different. */
async function* manyBytes(length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += MIB) {
    const chunk = Buffer.alloc(MIB);
    for (let i = 0; i < MIB; i += 256) chunk.writeUInt32LE(Math.imul(at + i, 2_654_435_761) >>> 0, i);
    yield chunk;
  }
}

/** The most memory that was in use while the work was done, beyond what was before. */
async function peakOf(work: (look: () => void) => Promise<void>): Promise<number> {
  collectGarbage();
  const memory = watchMemory(MAX_MEMORY_BYTES);
  await work(memory.look);
  return memory.most();
}

describe('a large archive', () => {
  it('of 70,000 entries is written with ZIP64 records and read whole', { timeout: timeLimit(60_000) }, async () => {
    const zip = await writeZip(async (archive) => {
      for (let i = 0; i < 70_000; i++) await archive.write(`folder-${i % 100}/file-${i}`, `${i}`);
    });

    let [count, sum] = [0, 0];
    for await (const entry of openArchive(bufferSource(zip)).entries()) {
      sum += Number(Buffer.from(await entry.bytes()).toString());
      count++;
    }

    expect([count, sum]).toEqual([70_000, (70_000 * 69_999) / 2]);
  });

  it('is streamed out and in through bounded memory', { timeout: timeLimit(60_000) }, async () => {
    const path = join(home, 'long.zip');
    const length = 384 * MIB;

    const writing = await peakOf((look) =>
      writeFileZip(path, (archive) => archive.write('long', watch(manyBytes(length), look))),
    );
    await using source = disposable(path);
    let read = 0;
    const reading = await peakOf(async (look) => {
      for await (const entry of openArchive(source).entries()) {
        for await (const chunk of watch(entry.stream(), look)) read += chunk.length;
      }
    });

    expect(read).toBe(length);
    expect(writing).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
    expect(reading).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
  });

  it('is extracted from a file to the same bytes', async () => {
    const path = join(home, 'long.zip');
    await writeFileZip(path, (archive) => archive.write('long', manyBytes(20 * MIB)));
    await using source = disposable(path);

    await openArchive(source).extract(join(home, 'out'));

    const expected = manyBytes(20 * MIB);
    for await (const chunk of createReadStream(join(home, 'out', 'long'), { highWaterMark: MIB })) {
      const next = await expected.next();
      expect(Buffer.compare(chunk, next.value ?? Buffer.alloc(0))).toBe(0);
    }
    expect((await stat(join(home, 'out', 'long'))).size).toBe(20 * MIB);
  });
});

async function* watch(chunks: AsyncIterable<Uint8Array>, look: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    look();
    yield chunk;
  }
}

function disposable(path: string) {
  const source = fileSource(path);
  return { ...source, [Symbol.asyncDispose]: () => source.close() };
}
