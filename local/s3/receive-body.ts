import { open } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import { type BodyCheck, checksOf, checkTrailers } from './body-checks.ts';
import { createBodySignature } from './body-signature.ts';
import type { StoreCall } from './call.ts';
import { announcedChecksum, type ChecksumAlgorithm, checksumHeader } from './checksum.ts';
import { payloadOf } from './payload.ts';
import { S3Error } from './s3-error.ts';

/** What is known about a body after it was received. */
export interface ReceivedBody {
  /** Bytes. */
  size: number;
  checksum: { algorithm: ChecksumAlgorithm; value: string } | undefined;
}

/** The most bytes of one PUT and of one part: "Amazon S3 multipart upload limits" in the User Guide. */
const MAX_BYTES = 5 * 1024 ** 3;

/** A request whose body is received. */
type Received = Pick<StoreCall, 'request' | 'signature'>;

/**
 * Writes the body of a request to a new file and verifies all that the request says of it: length, x-amz-content-sha256,
 * Content-MD5, a checksum in a header or trailer, and the signatures of its chunks.
 * @throws S3Error when something of it is wrong; the caller removes the file.
 */
export async function receiveBody(received: Received, file: string): Promise<ReceivedBody> {
  const { headers } = received.request;
  const announced = announcedChecksum(headers);
  const size = announcedSize(headers, payloadOf(headers).kind === 'chunked');
  if (size > MAX_BYTES) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: String(size),
      MaxSizeAllowed: String(MAX_BYTES),
    });
  }
  const handle = await open(file, 'wx', 0o600);
  try {
    const { content, end } = openBody(received, checksOf(headers, announced), size);
    await handle.writeFile(content);
    const trailers = end();
    const value = announced && (announced.value ?? trailers.get(checksumHeader(announced.algorithm)));
    return { size, checksum: announced && value !== undefined ? { algorithm: announced.algorithm, value } : undefined };
  } finally {
    await handle.close();
  }
}

/** A short body as text, verified in the same way. @throws S3Error */
export async function receiveText(received: Received, mostBytes: number): Promise<string> {
  const { headers } = received.request;
  const { content, end } = openBody(received, checksOf(headers, undefined), undefined);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > mostBytes) throw new S3Error('EntityTooLarge', `The request body is over ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  end();
  return Buffer.concat(chunks).toString('utf8');
}

/** The content of a body as it comes, and what verifies all of it at its end and gives the trailers. */
function openBody({ request, signature }: Received, checks: BodyCheck[], size: number | undefined) {
  const { headers } = request;
  const payload = payloadOf(headers);
  const trailers = new Map<string, string>();
  let source: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  if (payload.kind === 'chunked') {
    const signed = payload.signsChunks ? createBodySignature(signature) : undefined;
    const signsTrailers = payload.signsChunks && payload.hasTrailer;
    source = decodeAwsChunked(source, { trailers, signature: signed, signsTrailers });
  }
  return {
    content: measured(source, checks, size),
    end: () => {
      checkTrailers(headers, trailers);
      for (const check of checks) check.verify(trailers);
      return trailers;
    },
  };
}

function announcedSize(headers: IncomingHttpHeaders, chunked: boolean): number {
  const header = chunked ? 'x-amz-decoded-content-length' : 'content-length';
  const value = headers[header];
  if (typeof value !== 'string') {
    throw new S3Error('MissingContentLength', `You must provide the ${header} HTTP header.`);
  }
  if (!/^\d{1,15}$/.test(value))
    throw new S3Error('InvalidArgument', `${header} must be a number of bytes, got ${value}.`);
  return Number(value);
}

async function* measured(
  content: AsyncIterable<Buffer>,
  checks: BodyCheck[],
  size = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of content) {
    received += chunk.length;
    if (received > size) break;
    for (const { digest } of checks) digest.update(chunk);
    yield chunk;
  }
  if (Number.isFinite(size) && received !== size) {
    throw new S3Error(
      'IncompleteBody',
      `The request announced ${size} bytes and sent ${received > size ? 'more' : received}.`,
    );
  }
}
