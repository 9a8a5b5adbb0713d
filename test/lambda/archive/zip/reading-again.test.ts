import { expect, it } from 'vitest';
import { type ByteSource, bufferSource } from '../../../../lambda/archive/bytes.ts';
import { createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { type ArchiveEntry, openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, type EntryPlan } from './build-zip.ts';
import { memorySink } from './read-all.ts';

const MIB = 1024 * 1024;

async function firstOf(source: ByteSource): Promise<ArchiveEntry> {
  for await (const entry of openArchive(source).entries()) return entry;
  throw new Error('the archive is empty');
}

const entryOf = (plan: EntryPlan) => firstOf(bufferSource(buildZip([plan])));

it('a stored file is given in memory of its own each time', async () => {
  const entry = await entryOf({ content: 'stored', method: 0 });
  const first = await entry.bytes();
  first.fill(0);

  expect(Buffer.from(await entry.bytes()).toString()).toBe('stored');
});

it('an entry is read again after its source broke once', async () => {
  const content = Buffer.alloc(MIB / 2, 'x');
  const zip = bufferSource(buildZip([{ content, method: 0 }]));
  let reads = 0;
  const entry = await firstOf({
    tail: zip.tail,
    async read(offset, length) {
      if (++reads === 1) throw new Error('the connection broke');
      return zip.read(offset, length);
    },
  });

  await expect(entry.bytes()).rejects.toThrow('the connection broke');
  expect(Buffer.from(await entry.bytes()).equals(content)).toBe(true);
});

it('the last chunk of a damaged entry is not handed out', async () => {
  const entry = await entryOf({ content: Buffer.alloc(3 * MIB, 'x'), method: 0, crc: 1 });
  let bytes = 0;
  const read = async () => {
    for await (const chunk of entry.stream()) bytes += chunk.length;
  };

  await expect(read()).rejects.toThrow('CRC-32');
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(3 * MIB);
});

it('nothing of an entry that cannot be read is copied', async () => {
  const entry = await entryOf({ content: 'x', method: 0, flags: 0x801 });
  const sink = memorySink();

  await expect(createArchive(sink).copy(entry)).rejects.toThrow('encrypted');
  expect(sink.bytes()).toHaveLength(0);
});
