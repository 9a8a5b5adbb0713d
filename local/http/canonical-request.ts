import type { IncomingHttpHeaders } from 'node:http';
import { ownValue } from '../../model/own-value.ts';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  method: string;
  /** The raw path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** SHA-256 of the body in hex; for S3 the value of `x-amz-content-sha256`. */
  payloadHash: string;
}

/** The form of a request that Signature Version 4 signs: "Create a canonical request" in the IAM User Guide. */
export function canonicalRequest(request: ReceivedRequest, service: string, signedHeaders: string[]): string {
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  return [
    request.method,
    // Every service but S3 encodes the path as sent once more.
    service === 's3' ? encodePath(decode(path)) : encodePath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

function canonicalQuery(query: string): string {
  const parameters = query
    .split('&')
    // A presigned URL carries its own signature.
    .filter((part) => part !== '' && !part.startsWith('X-Amz-Signature='))
    .map((part) => part.split(/=(.*)/s))
    .map(([name = '', value = '']) => ({ name: encode(decode(name)), value: encode(decode(value)) }));
  return parameters
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const encodePath = (path: string) => path.split('/').map(encode).join('/');

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Text that is not correctly percent-encoded is not changed. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A header's value, those of a repeated one joined with commas. */
export function header({ headers }: ReceivedRequest, name: string): string | undefined {
  const value = ownValue(headers, name);
  return Array.isArray(value) ? value.join(',') : value;
}
