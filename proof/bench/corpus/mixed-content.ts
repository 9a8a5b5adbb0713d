import { createCipheriv } from 'node:crypto';

/** Text and noise alternate, so that deflate gets about half of it out and neither kind is learnt by heart. */
const TEXT_BYTES = 256 * 1024;
const NOISE_BYTES = 8 * 1024;
const WORDS =
  'request response stage action artifact revision pipeline token status job worker region bucket key'.split(' ');

/** Content that is always the same for the same seed. */
export function* mixedContent(bytes: number, seed: number): Generator<Buffer> {
  const noise = createNoise(seed);
  for (let left = bytes; left > 0; ) {
    for (const block of [writeText(noise(TEXT_BYTES / 8)), noise(NOISE_BYTES)]) {
      const part = block.subarray(0, left);
      if (part.length > 0) yield part;
      left -= part.length;
    }
  }
}

/** Bytes of a cipher: they look random and come fast. */
function createNoise(seed: number): (bytes: number) => Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32LE(seed);
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 0x5a), iv);
  return (bytes) => cipher.update(Buffer.alloc(bytes));
}

/** Eight characters for each byte of noise, more or less: lines as a log has them. */
function writeText(noise: Buffer): Buffer {
  const text: string[] = [];
  for (let at = 0; at + 4 <= noise.length; at += 4) {
    const number = noise.readUInt32LE(at);
    text.push(WORDS[number % WORDS.length] ?? '', '=', (number >>> 20).toString(16), number % 5 === 0 ? '\n' : ' ');
  }
  return Buffer.from(text.join(''));
}
