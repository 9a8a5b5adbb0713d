import { crc32 } from 'node:zlib';
import { type ByteSource, bufferSource } from '../../lambda/archive/bytes.ts';

/** How much is asked for at once: as much as usual, or so little that an entry lies in several windows. */
const WINDOW_BYTES = [8 * 1024 * 1024, 1024];

/**
 * An archive in memory that counts the bytes asked of it; the same archive always has the same windows.
 * @throws RangeError when bytes outside it are asked for.
 */
export function countingSource(zip: Uint8Array): { source: ByteSource; windowBytes: number; asked(): number } {
  const inner = bufferSource(zip);
  const windowBytes = WINDOW_BYTES[crc32(zip) % WINDOW_BYTES.length] ?? Number.NaN;
  let bytes = 0;
  const source: ByteSource = {
    windowBytes,
    tail(length) {
      bytes += Math.min(length, zip.length);
      return inner.tail(length);
    },
    async read(offset, length) {
      if (!(offset >= 0 && length >= 0 && offset + length <= zip.length)) {
        throw new RangeError(`${length} bytes at ${offset} were asked of an archive of ${zip.length}`);
      }
      bytes += length;
      return inner.read(offset, length);
    },
  };
  return { source, windowBytes, asked: () => bytes };
}
