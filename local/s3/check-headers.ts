import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT } from '../../model/local/services.ts';
import { S3Error } from './s3-error.ts';

/** Headers that are read here or in an operation. */
const KNOWN = new Set([
  'x-amz-acl',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-mode',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-server-side-encryption-context',
  'x-amz-source-expected-bucket-owner',
  'x-amz-storage-class',
  'x-amz-trailer',
  'x-amz-website-redirect-location',
]);
/** Headers that ask for something optional, or for something that does not apply to such a bucket. */
const ADVISORY = new Set(['x-amz-request-payer', 'x-amz-te', 'x-amz-user-agent']);
const OWNERS = ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'];
const CONDITIONS = ['if-modified-since', 'if-unmodified-since', 'if-range'];
/** "Storage class" in the API Reference, PutObject, without those of other kinds of buckets. */
const STORAGE_CLASSES = [
  'DEEP_ARCHIVE',
  'GLACIER',
  'GLACIER_IR',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
];

/**
 * Refuses what S3 would refuse, and what would change what S3 does while nothing here looks at it.
 * @throws S3Error AccessDenied, AccessControlListNotSupported, InvalidStorageClass, InvalidRequest; NotImplemented naming it
 */
export function checkHeaders(method: string, headers: IncomingHttpHeaders): void {
  const names = Object.keys(headers);
  // "Verifying bucket ownership with bucket owner condition" in the User Guide.
  if (OWNERS.some((name) => (headers[name] ?? LOCAL_ACCOUNT) !== LOCAL_ACCOUNT)) {
    throw new S3Error('AccessDenied', `The bucket does not belong to the expected owner, but to ${LOCAL_ACCOUNT}.`);
  }
  if (names.some((name) => name.startsWith('x-amz-object-lock-'))) {
    throw new S3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  if (method === 'PUT' || method === 'POST') checkUpload(headers);
  const conditions = [...CONDITIONS, method === 'GET' || method === 'HEAD' ? 'if-none-match' : 'if-match'];
  const unsupported = names.filter((name) => conditions.includes(name) || isUnknown(name));
  if (unsupported.length > 0) {
    throw new S3Error('NotImplemented', `The header ${unsupported.join(', ')} is not offered here.`);
  }
}

const isUnknown = (name: string) =>
  name.startsWith('x-amz-') &&
  !name.startsWith('x-amz-meta-') &&
  !name.startsWith('x-amz-grant-') &&
  !KNOWN.has(name) &&
  !ADVISORY.has(name);

/** "Controlling ownership of objects" in the User Guide: with ACLs disabled, the standard, one canned ACL is taken. */
function checkUpload(headers: IncomingHttpHeaders): void {
  const { 'x-amz-acl': acl = 'bucket-owner-full-control', 'x-amz-storage-class': storageClass = 'STANDARD' } = headers;
  const grants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  if (acl !== 'bucket-owner-full-control' || grants) {
    throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (!STORAGE_CLASSES.includes(String(storageClass))) {
    throw new S3Error('InvalidStorageClass', 'The storage class you specified is not valid');
  }
}
