import { S3Error } from './s3-error.ts';

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The range that a Range header asks for, or undefined for the whole object. A header with several ranges or of another
 * form is ignored: S3 does not support several ranges (documented, GetObject), and RFC 9110 section 14.2 lets a server
 * ignore what it does not support (assumed of S3 for a malformed header).
 * @throws S3Error InvalidRange when no byte of the object is in the range.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  if (first >= size) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: header ?? '',
      ActualObjectSize: String(size),
    });
  }
  return { first, last };
}
