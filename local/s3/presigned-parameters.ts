import { type IncomingMessage, validateHeaderValue } from 'node:http';
import { isPresigned } from '../http/authorization.ts';
import type { StoreTarget } from './call.ts';
import { S3Error } from './s3-error.ts';

const OF_THE_SIGNATURE = [
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
];

/**
 * Takes the `X-Amz-…` parameters out of the query of a presigned URL: those of the signature have done their work, and
 * every other stands for the header of its name, as SDKs move headers into the URL. A header that was sent wins: it is signed.
 * @throws S3Error InvalidArgument for a request that is signed in two ways.
 */
export function takePresignedParameters({ url = '', headers }: IncomingMessage, { query }: StoreTarget): void {
  if (!isPresigned({ url, headers })) {
    if (query.has('X-Amz-Signature')) {
      throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed: a signed URL or an Authorization header.');
    }
    return;
  }
  for (const [name, value] of [...query]) {
    const header = name.toLowerCase();
    if (!header.startsWith('x-amz-')) continue;
    if (!OF_THE_SIGNATURE.includes(header)) headers[header] ??= asHeaderValue(name, value);
    query.delete(name);
  }
}

/** @throws S3Error InvalidArgument for text that no header could carry. */
export function asHeaderValue(name: string, value: string): string {
  try {
    validateHeaderValue(name, value);
    return value;
  } catch {
    throw new S3Error('InvalidArgument', `The query parameter ${name} has characters that a header cannot have.`);
  }
}
