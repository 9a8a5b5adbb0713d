/** How many bytes are taken at a time: few enough for one step, enough to need few steps. */
export const PIECE_BYTES = 256 * 1024;

/** Bytes that come in chunks of any size and are taken in portions of any other. One taker at a time. */
export interface ByteStream {
  /** The next bytes as a view, at most this number of them; undefined at the end. */
  piece(mostBytes: number): Promise<Buffer | undefined>;
  /** The next bytes in one piece; fewer at the end. */
  take(bytes: number): Promise<Buffer>;
  /** Call it when no more bytes are needed. */
  close(): Promise<void>;
}

const EMPTY: Buffer = Buffer.alloc(0);

/** @param chunks When they end with an error, every later call throws it. */
export function openByteStream(chunks: AsyncIterable<Buffer>): ByteStream {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Buffer = EMPTY;
  let at = 0;
  let failure: { error: unknown } | undefined;

  const hasMore = async (): Promise<boolean> => {
    while (at === chunk.length) {
      if (failure !== undefined) throw failure.error;
      try {
        const next = await iterator.next();
        if (next.done) return false;
        [chunk, at] = [next.value, 0];
      } catch (error) {
        failure = { error };
      }
    }
    return true;
  };
  const piece = async (mostBytes: number): Promise<Buffer | undefined> => {
    if (at === chunk.length && !(await hasMore())) return undefined;
    const found = chunk.subarray(at, at + mostBytes);
    at += found.length;
    return found;
  };
  return {
    piece,
    async take(bytes) {
      const first = (bytes > 0 ? await piece(bytes) : undefined) ?? EMPTY;
      const parts = [first];
      for (let missing = bytes - first.length; missing > 0; ) {
        const next = await piece(missing);
        if (next === undefined) break;
        parts.push(next);
        missing -= next.length;
      }
      return parts.length === 1 ? first : Buffer.concat(parts);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
