import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import type { ArchiveLimits } from '../limits.ts';
import { pace } from '../pacer.ts';
import { isZero } from './header-block.ts';

/** Small chunks cost a stream about half its speed. */
const CHUNK_BYTES = 512 * 1024;

/** Whether a file that begins so says that it is gzip data (RFC 1952, 2.3.1). */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** How far the reader of the unpacked bytes has come. */
export interface ScanPlace {
  /** The path of the last entry whose header was read. */
  entry: string | undefined;
}

/**
 * Unpacks all members of gzip data. zlib compares the CRC-32 and the length of each with its content, when it ends.
 * Zeros may follow them, as tapes, pipes and old packers leave them ("Tapes" in the manual of GNU gzip).
 * @param packed The bytes of the file from a place on.
 * @param packedSize Of the whole file.
 * @param place Is looked at for messages.
 * @throws ArchiveError when the data is damaged, cut off or followed by something else, or when it unpacks to more
 * than the limits allow.
 */
export async function* gunzip(
  packed: (from: number) => AsyncIterable<Uint8Array>,
  packedSize: number,
  { ratio, freeBytes }: Pick<ArchiveLimits, 'ratio' | 'freeBytes'>,
  place: ScanPlace,
): AsyncGenerator<Buffer> {
  const most = Math.max(freeBytes, packedSize * ratio);
  const gunzipper = createGunzip({ chunkSize: CHUNK_BYTES });
  // The error, if any, reaches the loop below through the gunzipper itself.
  pipeline(packed(0), gunzipper, () => undefined);
  let total = 0;
  try {
    for await (const chunk of gunzipper as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > most) {
        const problem = `unpacks from ${packedSize} to over ${most} bytes; at most ${ratio} to 1 is allowed`;
        throw new ArchiveError(place.entry === undefined ? problem : `is where the archive ${problem}`, place.entry);
      }
      yield chunk;
    }
  } catch (error) {
    throw explain(error, place);
  }
  await checkRest(packed, gunzipper.bytesWritten, packedSize);
}

async function checkRest(
  packed: (from: number) => AsyncIterable<Uint8Array>,
  from: number,
  packedSize: number,
): Promise<void> {
  if (from === packedSize) return;
  for await (const piece of packed(from)) {
    await pace();
    if (isZero(Buffer.from(piece.buffer, piece.byteOffset, piece.length))) continue;
    throw new ArchiveError(
      `has ${packedSize - from} bytes behind the end of its gzip data; only zeros are allowed there`,
    );
  }
}

function explain(error: unknown, { entry }: ScanPlace): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('Z_')) return error;
  const problem =
    code === 'Z_BUF_ERROR' ? 'is cut off: its gzip data has no end' : 'is damaged: its gzip data is broken';
  // The error comes after everything that was unpacked before it has been read; gzip itself has no entries.
  const where = entry === undefined ? '' : ` in or behind ${quote(entry)}`;
  return new ArchiveError(problem + where, undefined, { cause: error });
}
