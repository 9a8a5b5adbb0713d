import { asBuffer, type ByteSource } from './bytes.ts';

/** A source of known size whose end has been read; what lies there costs no further request. */
export interface SourceRanges {
  size: number;
  tail: Buffer;
  /** How many bytes to read at once. */
  windowBytes: number;
  /** Exactly these bytes. @throws Error when the source gives another number of them. */
  read(offset: number, length: number): Promise<Buffer>;
}

const WINDOW_BYTES = 8 * 1024 * 1024;

/** Asks the source for its size and for its end, of this length. */
export async function readTail(source: ByteSource, tailBytes: number): Promise<SourceRanges> {
  const { bytes, size } = await source.tail(tailBytes);
  const tail = asBuffer(bytes);
  const tailStart = size - tail.length;
  return {
    size,
    tail,
    windowBytes: source.windowBytes ?? WINDOW_BYTES,
    async read(offset, length) {
      if (offset >= tailStart) return tail.subarray(offset - tailStart, offset - tailStart + length);
      const read = await source.read(offset, length);
      if (read.length !== length) {
        throw new Error(`The source of the archive gave ${read.length} bytes at ${offset} instead of ${length}`);
      }
      return asBuffer(read);
    },
  };
}
