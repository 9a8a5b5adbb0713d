import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../../local/s3/aws-chunked.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), 'latin1');
}

async function decode(text: string, pieceSize = text.length) {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(inPieces(text, pieceSize), { trailers })) chunks.push(chunk);
  return { content: Buffer.concat(chunks).toString('latin1'), trailers: Object.fromEntries(trailers) };
}

describe('decodeAwsChunked', () => {
  it('gives the content and the trailers, wherever the network cuts the body', async () => {
    const cases = fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 300, unit: 'binary-ascii' }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 400 }),
      async (chunks, pieceSize) => {
        const encoded = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
        const decoded = await decode(`${encoded}0\r\nX-Amz-Checksum-CRC32: abc=\r\nb:c\r\n\r\n`, pieceSize);
        expect(decoded).toEqual({ content: chunks.join(''), trailers: { 'x-amz-checksum-crc32': 'abc=', b: 'c' } });
      },
    );

    await fc.assert(cases);
  });

  it('leaves out what follows the size of a chunk', async () => {
    expect(await decode('3;chunk-signature=00\r\nabc\r\n0\r\n\r\n')).toEqual({ content: 'abc', trailers: {} });
  });

  it.each([
    ['an empty body', ''],
    ['a size that is not a number', 'x\r\nabc\r\n0\r\n\r\n'],
    ['a negative size', '-3\r\nabc\r\n0\r\n\r\n'],
    ['a size beyond all bounds', '10000000000\r\nabc\r\n0\r\n\r\n'],
    ['a chunk shorter than its size', '5\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than its size', '2\r\nabc\r\n0\r\n\r\n'],
    ['an end within a chunk', '5\r\nabc'],
    ['an end before the last chunk', '3\r\nabc\r\n'],
    ['an end before the empty line', '3\r\nabc\r\n0\r\n'],
    ['something behind its end', '3\r\nabc\r\n0\r\n\r\nx'],
  ])('refuses %s', async (_what, text) => {
    await expect(decode(text, 1000)).rejects.toMatchObject({ name: 'S3Error', code: 'IncompleteBody' });
  });

  it('refuses a line without an end after some 8 KiB of it', async () => {
    let pieces = 0;
    async function* endless() {
      for (;;) {
        pieces += 1;
        yield Buffer.alloc(1000, '1');
        if (pieces > 100) return;
      }
    }

    const decoded = decodeAwsChunked(endless(), { trailers: new Map() }).next();

    await expect(decoded).rejects.toMatchObject({
      code: 'IncompleteBody',
      message: expect.stringContaining('8192 bytes'),
    });
    expect(pieces).toBe(9);
  });

  it('refuses a trailer without a name', async () => {
    await expect(decode('0\r\n:abc\r\n\r\n')).rejects.toMatchObject({ code: 'MalformedTrailerError' });
  });
});
