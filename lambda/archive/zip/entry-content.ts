import { pipeline } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { ArchiveError } from '../archive-error.ts';
import { pace } from '../pacer.ts';
import type { Windows } from '../windows.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { DirectoryRecord } from './directory-record.ts';
import { inflateTiny, MAX_TINY_BYTES } from './inflate-tiny.ts';
import { dataOf, findData } from './local-header.ts';
import { DEFLATED } from './zip-format.ts';

/** The windows from which content is read, and the meter that counts it. */
export interface ContentSource {
  windows: Windows;
  meter: WorkMeter;
}

/** Entries up to this size, packed and unpacked, are unpacked in one step: a stream costs more than the work. */
const ONE_STEP_BYTES = 1024 * 1024;
/** Small chunks cost a stream about half its speed. */
const PACKED_CHUNK_BYTES = 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** The verified content in chunks; the last one comes only after size and CRC-32 were right. @throws ArchiveError when they are not. */
export async function* streamContent(source: ContentSource, record: DirectoryRecord): AsyncGenerator<Uint8Array> {
  const packed = streamPacked(source, record);
  yield* verify(record.method === DEFLATED ? inflate(packed, record) : packed, record, source.meter);
}

/** The verified content in one piece of memory of its own. @throws ArchiveError when size or CRC-32 is wrong. */
export async function readContent(source: ContentSource, record: DirectoryRecord): Promise<Uint8Array> {
  await pace();
  if (isSmall(record)) return unpackAtHand(source, record) ?? readSmall(source, record);
  const bytes = Buffer.allocUnsafeSlow(record.size);
  let filled = 0;
  for await (const chunk of streamContent(source, record)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/** The bytes as they lie in the archive, after the local header was checked. */
export async function* streamPacked({ windows }: ContentSource, record: DirectoryRecord): AsyncGenerator<Uint8Array> {
  const { compressedSize } = record;
  const data = await findData(windows, record);
  if (compressedSize <= PACKED_CHUNK_BYTES) {
    await pace();
    if (compressedSize > 0) yield await windows.read(data, compressedSize);
    return;
  }
  for await (const piece of windows.pieces(data, compressedSize, PACKED_CHUNK_BYTES)) {
    await pace();
    yield piece;
  }
}

/** Whether content is read in one step. */
export const isSmall = ({ size, compressedSize }: DirectoryRecord): boolean =>
  size <= ONE_STEP_BYTES && compressedSize <= ONE_STEP_BYTES;

/** The verified content of a small entry whose bytes are in memory, unless the event loop has to turn first. */
export const readAtHand = (source: ContentSource, record: DirectoryRecord): Uint8Array | undefined =>
  isSmall(record) && pace() === undefined ? unpackAtHand(source, record) : undefined;

function unpackAtHand({ windows, meter }: ContentSource, record: DirectoryRecord): Uint8Array | undefined {
  const bytes = windows.atHand(record.offset, record.end - record.offset);
  return bytes && unpack(dataOf(bytes, record), record, meter);
}

async function readSmall({ windows, meter }: ContentSource, record: DirectoryRecord): Promise<Uint8Array> {
  return unpack(await windows.read(await findData(windows, record), record.compressedSize), record, meter);
}

function unpack(packed: Buffer, record: DirectoryRecord, meter: WorkMeter): Uint8Array {
  meter.count(record.size, record.path);
  const bytes = record.method === DEFLATED ? inflateAtOnce(packed, record) : copyOf(packed);
  checkSize(bytes.length, record);
  checkCrc(crc32(bytes), record);
  return bytes;
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

function inflateAtOnce(packed: Buffer, record: DirectoryRecord): Buffer {
  const tiny = record.size <= MAX_TINY_BYTES ? inflateTiny(packed, record.size) : undefined;
  if (tiny !== undefined) return tiny;
  // One byte more than declared, so that the end is seen without a second buffer.
  const chunkSize = Math.max(64, record.size + 1);
  const options = { maxOutputLength: Math.max(1, record.size), chunkSize, info: true };
  try {
    // The type declarations do not say that `info` changes the result.
    const result: unknown = inflateRawSync(packed, options);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    checkConsumed(engine.bytesWritten, record);
    return buffer;
  } catch (error) {
    throw explain(error, record);
  }
}

async function* inflate(packed: AsyncIterable<Uint8Array>, record: DirectoryRecord): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: CHUNK_BYTES });
  // The error, if any, reaches the loop below through the inflater itself.
  pipeline(packed, inflater, () => undefined);
  try {
    for await (const chunk of inflater) yield chunk;
  } catch (error) {
    throw explain(error, record);
  }
  checkConsumed(inflater.bytesWritten, record);
}

async function* verify(
  chunks: AsyncIterable<Uint8Array>,
  record: DirectoryRecord,
  meter: WorkMeter,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  let size = 0;
  let crc = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    meter.count(chunk.length, record.path);
    if (size > record.size) checkSize(size, record);
    crc = crc32(chunk, crc);
    if (held !== undefined) yield held;
    held = chunk;
  }
  checkSize(size, record);
  checkCrc(crc, record);
  if (held !== undefined) yield held;
}

function checkSize(size: number, record: DirectoryRecord): void {
  if (size > record.size) throw tooLarge(record);
  if (size < record.size)
    throw new ArchiveError(`unpacks to ${size} bytes instead of the ${record.size} declared`, record.path);
}

function checkCrc(crc: number, record: DirectoryRecord): void {
  if (crc !== record.crc) throw new ArchiveError('is damaged: its CRC-32 is wrong', record.path);
}

function checkConsumed(consumed: number, record: DirectoryRecord): void {
  const rest = record.compressedSize - consumed;
  if (rest > 0) throw new ArchiveError(`has ${rest} bytes behind the end of its compressed data`, record.path);
}

const tooLarge = (record: DirectoryRecord) =>
  new ArchiveError(`unpacks to more than the ${record.size} bytes declared`, record.path);

/** An error of the inflater as the customer should read it; any other error as it is. */
function explain(error: unknown, record: DirectoryRecord): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(record);
  if (!code.startsWith('Z_')) return error;
  return new ArchiveError('is damaged: its compressed data is broken', record.path, { cause: error });
}
