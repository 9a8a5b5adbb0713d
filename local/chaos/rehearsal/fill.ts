import { createCipheriv } from 'node:crypto';

const PIECE = Buffer.alloc(64 * 1024);

/** The given number of bytes that no compression makes fewer, the same every time: the key stream of AES-128 in counter mode from zero. */
export async function* fill(size: number): AsyncGenerator<Uint8Array> {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  for (let left = size; left > 0; left -= PIECE.length) {
    yield stream.update(PIECE.subarray(0, Math.min(left, PIECE.length)));
  }
}
