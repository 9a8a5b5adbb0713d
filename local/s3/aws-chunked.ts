import type { BodySignature } from './body-signature.ts';
import { S3Error } from './s3-error.ts';

/** Far more than any chunk header or trailer line needs. */
const MAX_LINE_BYTES = 8 * 1024;
const CRLF = Buffer.from('\r\n');

/** What a body in chunks has besides its content. */
interface ChunkedEnd {
  /** Filled at the end, the names in lower case. */
  trailers: Map<string, string>;
  /** Set for a body whose chunks are signed. */
  signature?: BodySignature | undefined;
  /** Whether signed trailers must follow the last chunk. */
  signsTrailers?: boolean;
}

const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

/**
 * Takes the content out of an `aws-chunked` body, as "Uploading with trailing headers" in the Amazon S3 API Reference
 * describes it. Content is given on before the signature of its chunk was seen: nothing may be kept of a body that throws.
 * @throws S3Error IncompleteBody when the body ends early or has another form, SignatureDoesNotMatch.
 */
export async function* decodeAwsChunked(source: AsyncIterable<Buffer>, end: ChunkedEnd): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  try {
    yield* readChunks(reader, end.signature);
    await readTrailers(reader, end);
    if (!(await reader.atEnd())) throw broken('something follows the last chunk');
  } finally {
    await reader.stop();
  }
}

async function* readChunks(reader: Reader, signature: BodySignature | undefined): AsyncGenerator<Buffer> {
  for (;;) {
    const { size, extensions } = await readSize(reader);
    for await (const piece of reader.bytes(size)) {
      signature?.update(piece);
      yield piece;
    }
    signature?.endChunk(extensions);
    if (size === 0) return;
    if ((await reader.line()) !== '') throw broken('a chunk is longer than its header says');
  }
}

async function readTrailers(reader: Reader, { trailers, signature, signsTrailers }: ChunkedEnd): Promise<void> {
  const lines: string[] = [];
  let given: string | undefined;
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', 'A trailer must have the form name:value.');
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (signsTrailers && name === TRAILER_SIGNATURE) {
      given = value;
      continue;
    }
    if (given !== undefined) throw new S3Error('MalformedTrailerError', 'A trailer stands behind the signature.');
    lines.push(`${name}:${value}`);
    trailers.set(name, value);
  }
  if (signsTrailers) signature?.endTrailers(lines, given);
}

async function readSize(reader: Reader): Promise<{ size: number; extensions: string }> {
  const line = await reader.line();
  const [digits = ''] = line.split(';');
  if (!/^[0-9a-f]{1,10}$/i.test(digits)) throw broken('a chunk must begin with its size in hexadecimal');
  return { size: Number.parseInt(digits, 16), extensions: line.slice(digits.length) };
}

interface Reader {
  /** The text up to the next CRLF, which is left out. */
  line(): Promise<string>;
  /** The next bytes, up to this number, as they come. */
  bytes(count: number): AsyncGenerator<Buffer>;
  atEnd(): Promise<boolean>;
  /** Stops reading the source, at any place. */
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
