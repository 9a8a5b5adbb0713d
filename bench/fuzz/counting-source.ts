import { type ByteSource, bufferSource } from '../../lambda/zip/bytes.ts';

/** An archive in memory that counts the bytes asked of it. @throws RangeError when bytes outside it are asked for. */
export function countingSource(zip: Uint8Array): { source: ByteSource; asked(): number } {
  const inner = bufferSource(zip);
  let bytes = 0;
  const source: ByteSource = {
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
  return { source, asked: () => bytes };
}
