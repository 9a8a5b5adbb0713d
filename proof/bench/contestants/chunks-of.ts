import { mixedContent } from '../corpus/mixed-content.ts';

const REPEATED_BYTES = 4 * 1024 * 1024;

/** The given number of bytes in chunks of this size, which cost next to nothing to make. */
export function* chunksOf(bytes: number, chunkBytes: number): Generator<Buffer> {
  const repeated = Buffer.concat([...mixedContent(REPEATED_BYTES, 1)]);
  for (let at = 0; at < bytes; ) {
    const start = at % repeated.length;
    const chunk = repeated.subarray(start, start + Math.min(chunkBytes, bytes - at));
    yield chunk;
    at += chunk.length;
  }
}
