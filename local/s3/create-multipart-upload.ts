import { randomBytes } from 'node:crypto';
import { answerXml } from './answer.ts';
import type { StoreCall } from './call.ts';
import { type ChecksumAlgorithm, type ChecksumType, checksumAlgorithm } from './checksum.ts';
import { encryptionHeaders, requireEncryption } from './encryption.ts';
import { keptHeaders } from './object-headers.ts';
import { S3Error } from './s3-error.ts';
import type { Upload } from './uploads.ts';

/** CreateMultipartUpload: begins an upload that belongs to this job and key. The encryption of the object is fixed here. */
export async function createMultipartUpload(call: StoreCall): Promise<void> {
  const { request, response, bucketName, objectKey, scope, store } = call;
  const encryption = requireEncryption(request.headers, scope, store.rules());
  const checksum = checksumOf(call);
  const uploadId = randomBytes(32).toString('base64url');
  const headers = keptHeaders(request.headers);
  await store.uploads.create({
    uploadId,
    jobId: scope.jobId,
    bucketName,
    objectKey,
    ...encryption,
    checksum,
    headers,
  });
  const about = checksum
    ? { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type }
    : undefined;
  answerXml(
    response,
    'InitiateMultipartUploadResult',
    { Bucket: bucketName, Key: objectKey, UploadId: uploadId },
    { ...encryptionHeaders(encryption), ...about },
  );
}

/** The kinds that each algorithm has, the default first: "Checking object integrity" in the Amazon S3 User Guide. */
const TYPES: Record<ChecksumAlgorithm, ChecksumType[]> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
};

function checksumOf({ request }: StoreCall): Upload['checksum'] {
  const name = request.headers['x-amz-checksum-algorithm'];
  const wanted = request.headers['x-amz-checksum-type'];
  if (name === undefined) {
    if (wanted === undefined) return undefined;
    throw new S3Error('InvalidRequest', 'x-amz-checksum-type needs x-amz-checksum-algorithm beside it.');
  }
  const algorithm = checksumAlgorithm(String(name));
  const type = wanted === undefined ? TYPES[algorithm][0] : TYPES[algorithm].find((candidate) => candidate === wanted);
  if (type === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `The ${wanted} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, type };
}
