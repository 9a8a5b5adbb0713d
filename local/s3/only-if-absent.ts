import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.ts';

/** Whether an upload asks for `If-None-Match: *`. @throws S3Error NotImplemented for another value, as S3 does (documented, PutObject). */
export function onlyIfAbsent(headers: IncomingHttpHeaders): boolean {
  const value = headers['if-none-match'];
  if (value !== undefined && value !== '*') {
    throw new S3Error('NotImplemented', `If-None-Match on an upload must be *, got ${value}.`);
  }
  return value === '*';
}

/** There is an object already. */
export const preconditionFailed = () =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: 'If-None-Match',
  });
