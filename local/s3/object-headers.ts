import type { IncomingHttpHeaders } from 'node:http';
import { checksumHeader } from './checksum.ts';
import { encryptionHeaders } from './encryption.ts';
import type { ObjectFacts } from './objects.ts';

const KEPT = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];

/** The headers of an upload that S3 gives back with the object. `aws-chunked` tells of the way only and is left out. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'));
  const texts = kept.map(([name, value]): [string, string] => [
    name,
    name === 'content-encoding' ? withoutAwsChunked(String(value)) : String(value),
  ]);
  // S3 does not name the standard class.
  const told = texts.filter(
    ([name, value]) => value !== '' && !(name === 'x-amz-storage-class' && value === 'STANDARD'),
  );
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(told) };
}

const withoutAwsChunked = (encodings: string) =>
  encodings
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== 'aws-chunked')
    .join(', ');

/** What GetObject and HeadObject tell of an object. Only one of the whole has the checksum, and only where it is asked for. */
export function objectHeaders(facts: ObjectFacts, withChecksum: boolean): Record<string, string> {
  const { checksum } = facts;
  return {
    ...facts.headers,
    ...encryptionHeaders(facts),
    etag: quoted(facts.etag),
    'last-modified': new Date(facts.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...(checksum && withChecksum
      ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type }
      : {}),
  };
}

export const quoted = (etag: string) => `"${etag}"`;

export const unquoted = (etag: string) => etag.trim().replace(/^"(.*)"$/, '$1');
