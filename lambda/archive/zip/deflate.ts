import { promisify } from 'node:util';
import { constants, deflateRaw, deflateRawSync } from 'node:zlib';
import { asBuffer } from '../bytes.ts';

/** Content is packed in blocks of this size, so that the same content gives the same bytes however it arrives. */
export const BLOCK_BYTES = 1024 * 1024;
/** The number of blocks in work at a time: the thread pool has as many threads. */
const MAX_IN_WORK = 4;
/** How far back deflate looks. */
const DICTIONARY_BYTES = 32 * 1024;
/** Node's own chunks are so small that the threads would wait for each other. */
const CHUNK_BYTES = 256 * 1024;
const LEVEL = 6;
/** The largest tables: 5 % faster for a whole block; for less, making them takes longer than they save. */
const BLOCK_TABLES = 9;
/** An empty last block: a deflate stream that only says that it ends. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

const packAsync = promisify<Buffer, object, Buffer>(deflateRaw);

/** Packing this much is faster than handing it to a thread, and far shorter than the event loop may be blocked. */
const SYNCHRONOUS_BYTES = 256 * 1024;

/** Packs content of at most one block. */
export function deflateBlock(bytes: Uint8Array): Buffer | Promise<Buffer> {
  const options = { level: LEVEL, windowBits: windowFor(bytes.length), chunkSize: roomFor(bytes.length) };
  return bytes.length <= SYNCHRONOUS_BYTES ? deflateRawSync(bytes, options) : packAsync(asBuffer(bytes), options);
}

/** The smallest window that covers all of the content: clearing a larger one takes time. zlib looks 262 bytes less far. */
const windowFor = (length: number) => Math.min(15, Math.max(9, Math.ceil(Math.log2(length + 262))));

/** The output is larger by a few bytes in a thousand at most; Node takes no chunk below 64. */
const roomFor = (length: number) => Math.max(64, length + (length >> 8) + 16);

/**
 * Packs any number of blocks into one deflate stream. They are packed side by side, each with the end of the one before
 * as its dictionary, and come out in order.
 */
export async function* deflateBlocks(blocks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  const inWork: Promise<Buffer>[] = [];
  let before: Buffer | undefined;
  for await (const block of blocks) {
    const options = {
      level: LEVEL,
      memLevel: BLOCK_TABLES,
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: CHUNK_BYTES,
    };
    const dictionary = before?.subarray(-DICTIONARY_BYTES);
    const packed = packAsync(block, dictionary === undefined ? options : { ...options, dictionary });
    packed.catch(() => undefined); // It is awaited in its turn, or not at all after an earlier error.
    inWork.push(packed);
    before = block;
    if (inWork.length === MAX_IN_WORK) yield (await inWork.shift()) ?? LAST_BLOCK;
  }
  for (const packed of inWork) yield await packed;
  yield LAST_BLOCK;
}

/** The same bytes in blocks of their own memory: all of the full size except the last, none empty. */
export async function* toBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, undefined> {
  let block: Buffer = Buffer.alloc(0);
  let filled = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(`Content is allowed in chunks of Uint8Array only, got a ${typeof chunk}`);
    }
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block = withRoom(block, filled, part.length);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = Buffer.alloc(0);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
  return undefined;
}

/** The block, or a larger one with the same content when there is no room: most contents are far smaller than a block. */
function withRoom(block: Buffer, filled: number, more: number): Buffer {
  if (filled + more <= block.length) return block;
  const larger = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(filled + more, 2 * block.length)));
  block.copy(larger, 0, 0, filled);
  return larger;
}
