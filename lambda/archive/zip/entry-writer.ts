import { crc32 } from 'node:zlib';
import { asBuffer, type ByteSink } from '../bytes.ts';
import { pace } from '../pacer.ts';
import { BLOCK_BYTES, deflateBlock, deflateBlocks, toBlocks } from './deflate.ts';
import { dataDescriptor, directoryHeader, type EntryFacts, endRecords, localHeader } from './header-bytes.ts';
import type { PackedContent } from './packed-content.ts';
import { DEFLATED, STORED } from './zip-format.ts';

/** The name, type and mode of an entry, without its content. */
export type EntryHead = Pick<EntryFacts, 'path' | 'type' | 'mode'>;

/** Puts entries and the directory into a sink, one after the other. It checks nothing and serves one call at a time. */
export interface EntryWriter {
  writeBytes(head: EntryHead, bytes: Uint8Array): Promise<void>;
  writeStream(head: EntryHead, content: AsyncIterable<Uint8Array>): Promise<void>;
  writePacked(head: EntryHead, size: number, packed: PackedContent): Promise<void>;
  writeDirectory(): Promise<void>;
}

/** Headers that are written at once. */
const DIRECTORY_STEP = 16 * 1024;

type Sizes = Pick<EntryFacts, 'method' | 'crc' | 'size' | 'compressedSize'>;
const UNKNOWN: Sizes = { method: DEFLATED, crc: 0, size: 0, compressedSize: 0 };

/** Starts at the beginning of an archive; every entry gets the same time. */
export function createEntryWriter(sink: ByteSink, modified: EntryFacts['modified']): EntryWriter {
  const directory: Buffer[] = [];
  let position = 0;

  const put = async (bytes: Uint8Array) => {
    if (bytes.length > 0) await sink.write(bytes);
    position += bytes.length;
  };
  const putAll = async (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const start = position;
    for await (const chunk of chunks) await put(chunk);
    return position - start;
  };
  const putKnown = async (head: EntryHead, sizes: Sizes, packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    await pace();
    const facts = { ...head, ...sizes, modified, offset: position, descriptor: false };
    await put(localHeader(facts));
    if (Array.isArray(packed)) for (const piece of packed) await put(piece);
    else await putAll(packed);
    directory.push(directoryHeader(facts));
  };
  const writeBytes = async (head: EntryHead, bytes: Uint8Array) => {
    await pace();
    const packed =
      bytes.length <= BLOCK_BYTES ? [await deflateBlock(bytes)] : await collect(deflateBlocks(split(bytes)));
    const compressedSize = packed.reduce((sum, { length }) => sum + length, 0);
    const sizes = { crc: crc32(bytes), size: bytes.length };
    if (compressedSize < bytes.length) await putKnown(head, { ...sizes, method: DEFLATED, compressedSize }, packed);
    else await putKnown(head, { ...sizes, method: STORED, compressedSize: bytes.length }, [bytes]);
  };
  const writeLarge = async (head: EntryHead, blocks: AsyncIterable<Buffer>) => {
    const start = { ...head, ...UNKNOWN, modified, offset: position, descriptor: true };
    await put(localHeader(start));
    const seen = { crc: 0, size: 0 };
    const compressedSize = await putAll(deflateBlocks(watch(blocks, seen)));
    const facts = { ...start, ...seen, compressedSize };
    await put(dataDescriptor(facts));
    directory.push(directoryHeader(facts));
  };
  const writeStream = async (head: EntryHead, content: AsyncIterable<Uint8Array>) => {
    const blocks = toBlocks(content);
    try {
      const first = await blocks.next();
      const second = await blocks.next();
      if (first.done) await writeBytes(head, Buffer.alloc(0));
      else if (second.done) await writeBytes(head, first.value);
      else await writeLarge(head, chain([first.value, second.value], blocks));
    } finally {
      await blocks.return(undefined);
    }
  };
  return {
    writeBytes,
    writeStream,
    writePacked: (head, size, packed) => putKnown(head, { ...packed, size }, packed.stream()),
    async writeDirectory() {
      const offset = position;
      for (let at = 0; at < directory.length; at += DIRECTORY_STEP) {
        await pace();
        await put(Buffer.concat(directory.slice(at, at + DIRECTORY_STEP)));
      }
      await put(endRecords({ entries: directory.length, offset, size: position - offset }));
    },
  };
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

function* split(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) yield asBuffer(bytes.subarray(at, at + BLOCK_BYTES));
}

async function* chain(first: Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/** Passes the blocks on and keeps their checksum and size. */
async function* watch(blocks: AsyncIterable<Buffer>, seen: { crc: number; size: number }): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    seen.crc = crc32(block, seen.crc);
    seen.size += block.length;
    yield block;
  }
}
