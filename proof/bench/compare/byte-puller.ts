/** Takes a number of bytes from the front of a stream. */
export interface BytePuller {
  /** The next bytes in one piece. @throws Error when the stream ends before. */
  take(length: number): Promise<Buffer>;
  /** The next bytes as they come. @throws Error when the stream ends before. */
  pass(length: number): AsyncGenerator<Buffer>;
}

/** Starts at the front of the stream. */
export function pullBytes(stream: AsyncIterable<Buffer>): BytePuller {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  async function* pass(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      while (held.length === 0) {
        const { done, value } = await chunks.next();
        if (done) throw new Error(`The stream ended ${left} bytes too early`);
        held = value;
      }
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  return {
    pass,
    async take(length) {
      const pieces: Buffer[] = [];
      for await (const piece of pass(length)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
  };
}
