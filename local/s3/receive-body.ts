import { open } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BodyTooLarge, readBody } from '../http/loopback.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { type BodyCheck, checksOf, checkTrailers, STREAMING_UNSIGNED } from './body-checks.ts';
import { announcedChecksum, type ChecksumAlgorithm, checksumHeader } from './checksum.ts';
import { S3Error } from './s3-error.ts';

/** What a body turned out to be. */
export interface ReceivedBody {
  /** Bytes. */
  size: number;
  checksum: { algorithm: ChecksumAlgorithm; value: string } | undefined;
}

/** The most bytes of one PUT and of one part: "Amazon S3 multipart upload limits" in the User Guide. */
const MAX_BYTES = 5 * 1024 ** 3;

/**
 * Writes the body of a request to a new file and verifies all that the request says of it: length, x-amz-content-sha256,
 * Content-MD5, and a checksum in a header or trailer.
 * @throws S3Error when something of it is wrong; the caller removes the file.
 */
export async function receiveBody(request: IncomingMessage, file: string): Promise<ReceivedBody> {
  const { headers } = request;
  const announced = announcedChecksum(headers);
  const checks = checksOf(headers, announced);
  const chunked = headers['x-amz-content-sha256'] === STREAMING_UNSIGNED;
  const size = announcedSize(headers, chunked);
  const trailers = new Map<string, string>();
  const source: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(measured(chunked ? decodeAwsChunked(source, trailers) : source, size, checks));
  } finally {
    await handle.close();
  }
  checkTrailers(headers, trailers);
  for (const check of checks) check.verify(trailers);
  const value = announced && (announced.value ?? trailers.get(checksumHeader(announced.algorithm)));
  return { size, checksum: announced && value !== undefined ? { algorithm: announced.algorithm, value } : undefined };
}

/** A short body as text, verified in the same way. @throws S3Error */
export async function receiveText(request: IncomingMessage, mostBytes: number): Promise<string> {
  const body = await readBody(request, mostBytes).catch((error: Error) => {
    throw error instanceof BodyTooLarge ? new S3Error('EntityTooLarge', `${error.message}.`) : error;
  });
  for (const check of checksOf(request.headers, undefined)) {
    check.digest.update(body);
    check.verify(new Map());
  }
  return body.toString('utf8');
}

function announcedSize(headers: IncomingHttpHeaders, chunked: boolean): number {
  const header = chunked ? 'x-amz-decoded-content-length' : 'content-length';
  const value = headers[header];
  if (typeof value !== 'string') {
    throw new S3Error('MissingContentLength', `You must provide the ${header} HTTP header.`);
  }
  if (!/^\d{1,15}$/.test(value))
    throw new S3Error('InvalidArgument', `${header} must be a number of bytes, got ${value}.`);
  const size = Number(value);
  if (size > MAX_BYTES) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: value,
      MaxSizeAllowed: String(MAX_BYTES),
    });
  }
  return size;
}

async function* measured(content: AsyncIterable<Buffer>, size: number, checks: BodyCheck[]): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of content) {
    received += chunk.length;
    if (received > size) break;
    for (const { digest } of checks) digest.update(chunk);
    yield chunk;
  }
  if (received !== size) {
    throw new S3Error(
      'IncompleteBody',
      `The request announced ${size} bytes and sent ${received > size ? 'more' : received}.`,
    );
  }
}
