import type { IncomingHttpHeaders } from 'node:http';
import { ownValue } from '../../model/own-value.ts';
import { S3Error } from './s3-error.ts';

/** How a body comes, by its `x-amz-content-sha256`. */
type Payload =
  | { kind: 'whole'; sha256: string | undefined }
  | { kind: 'chunked'; signsChunks: boolean; hasTrailer: boolean };

const CHUNKED: Readonly<Record<string, Payload>> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { kind: 'chunked', signsChunks: false, hasTrailer: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { kind: 'chunked', signsChunks: true, hasTrailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { kind: 'chunked', signsChunks: true, hasTrailer: true },
};

/** @throws S3Error for a value that has no meaning, or one that is not offered here. */
export function payloadOf(headers: IncomingHttpHeaders): Payload {
  // A presigned URL need not say it.
  const value = String(headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  if (value === 'UNSIGNED-PAYLOAD') return { kind: 'whole', sha256: undefined };
  if (/^[\da-f]{64}$/.test(value)) return { kind: 'whole', sha256: value };
  const chunked = ownValue(CHUNKED, value);
  if (chunked !== undefined) return chunked;
  const known = Object.keys(CHUNKED).join(', ');
  if (value.startsWith('STREAMING-')) {
    throw new S3Error(
      'NotImplemented',
      `x-amz-content-sha256 ${value} is not offered here; of this kind are ${known}.`,
    );
  }
  throw new S3Error(
    'InvalidArgument',
    `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${known}, or a valid sha256 value.`,
  );
}
