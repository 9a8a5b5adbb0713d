import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.ts';

const SUPPORTED = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-mode',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-mp-object-size',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-trailer',
  'x-amz-user-agent',
]);
const CONDITIONS = ['if-modified-since', 'if-unmodified-since', 'if-range'];

/** Refuses a header that would change what S3 does and that nothing here looks at. @throws S3Error NotImplemented naming it */
export function refuseUnsupported(method: string, headers: IncomingHttpHeaders): void {
  const conditions = [...CONDITIONS, method === 'GET' || method === 'HEAD' ? 'if-none-match' : 'if-match'];
  const isUnsupported = (name: string) =>
    conditions.includes(name) || (name.startsWith('x-amz-') && !name.startsWith('x-amz-meta-') && !SUPPORTED.has(name));
  const unsupported = Object.keys(headers).filter(isUnsupported);
  if (unsupported.length > 0) {
    throw new S3Error('NotImplemented', `The header ${unsupported.join(', ')} is not offered here.`);
  }
}
