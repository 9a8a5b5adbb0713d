import { S3Error } from './s3-error.ts';

/** Far more than any chunk header or trailer line needs. */
const MAX_LINE_BYTES = 8 * 1024;
const CRLF = Buffer.from('\r\n');

/**
 * Takes the content out of an `aws-chunked` body without chunk signatures, as "Uploading with trailing headers" in the
 * Amazon S3 API Reference describes it. The trailers are put into `trailers` at the end, their names in lower case.
 * @throws S3Error IncompleteBody when the body ends early or has another form.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  try {
    yield* readChunks(reader);
    await readTrailers(reader, trailers);
    if (!(await reader.atEnd())) throw broken('something follows the last chunk');
  } finally {
    await reader.stop();
  }
}

async function* readChunks(reader: Reader): AsyncGenerator<Buffer> {
  for (let size = await readSize(reader); size > 0; size = await readSize(reader)) {
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw broken('a chunk is longer than its header says');
  }
}

async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', 'A trailer must have the form name:value.');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

async function readSize(reader: Reader): Promise<number> {
  const [size = ''] = (await reader.line()).split(';');
  if (!/^[0-9a-f]{1,10}$/i.test(size)) throw broken('a chunk must begin with its size in hexadecimal');
  return Number.parseInt(size, 16);
}

interface Reader {
  /** The text up to the next CRLF, which is left out. */
  line(): Promise<string>;
  /** The next bytes, up to this number, as they come. */
  bytes(count: number): AsyncGenerator<Buffer>;
  atEnd(): Promise<boolean>;
  /** Lets go of the source, wherever it stands. */
  stop(): Promise<void>;
}

function createReader(source: AsyncIterable<Buffer>): Reader {
  const iterator = source[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  const more = async () => {
    const next = await iterator.next();
    if (next.done) return false;
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
    return true;
  };
  return {
    async line() {
      for (;;) {
        const end = buffered.indexOf(CRLF);
        if (end >= 0) {
          const line = buffered.toString('latin1', 0, end);
          buffered = buffered.subarray(end + CRLF.length);
          return line;
        }
        if (buffered.length > MAX_LINE_BYTES) throw broken(`a line has over ${MAX_LINE_BYTES} bytes`);
        if (!(await more())) throw broken('it ends before its last chunk');
      }
    },
    async *bytes(count) {
      for (let missing = count; missing > 0; ) {
        if (buffered.length === 0 && !(await more())) throw broken('it ends within a chunk');
        const piece = buffered.subarray(0, missing);
        buffered = buffered.subarray(piece.length);
        missing -= piece.length;
        yield piece;
      }
    },
    atEnd: async () => buffered.length === 0 && !(await more()),
    async stop() {
      await iterator.return?.();
    },
  };
}

const broken = (problem: string) => new S3Error('IncompleteBody', `The aws-chunked body is broken: ${problem}.`);
