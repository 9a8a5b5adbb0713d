import { answerXml } from './answer.ts';
import type { StoreCall } from './call.ts';
import { type Checksum, checksumAlgorithm, checksumElement } from './checksum.ts';
import { copyBytes } from './copy-bytes.ts';
import { type CopySource, openCopySource } from './copy-source.ts';
import { encryptionHeaders, requireEncryption } from './encryption.ts';
import { withIncomingFile } from './folders.ts';
import { keptHeaders, quoted } from './object-headers.ts';
import { newETag, type ObjectFacts } from './objects.ts';
import { onlyIfAbsent, preconditionFailed } from './only-if-absent.ts';
import { S3Error } from './s3-error.ts';

/** "CopyObject" in the Amazon S3 API Reference. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** CopyObject: makes an object that the job may write of one that it may read, without its bytes going over the wire. */
export async function copyObject(call: StoreCall): Promise<void> {
  const { request, response, store } = call;
  const encryption = requireEncryption(request.headers, call.scope, store.rules());
  const ifAbsent = onlyIfAbsent(request.headers);
  const source = await openCopySource(call);
  try {
    checkCopy(call, source);
    const facts = await withIncomingFile(store.folders, async (file) => {
      const wanted = request.headers['x-amz-checksum-algorithm'];
      const algorithm = wanted === undefined ? undefined : checksumAlgorithm(String(wanted));
      const value = await copyBytes(source.handle, file, undefined, algorithm);
      const computed = algorithm && value ? ({ algorithm, value, type: 'FULL_OBJECT' } as const) : undefined;
      const copied = { ...factsOf(call, source, computed), ...encryption };
      if (!(await store.objects.put(copied, file, ifAbsent))) throw preconditionFailed();
      return copied;
    });
    const { checksum } = facts;
    const told = checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type };
    const result = { LastModified: new Date(facts.modifiedAt).toISOString(), ETag: quoted(facts.etag), ...told };
    answerXml(response, 'CopyObjectResult', result, encryptionHeaders(encryption));
  } finally {
    await source.handle.close();
  }
}

function factsOf(
  { request, bucketName, objectKey, now }: StoreCall,
  { facts }: CopySource,
  computed?: Checksum,
): ObjectFacts {
  const { headers } = request;
  const kept = headers['x-amz-metadata-directive'] === 'REPLACE' ? keptHeaders(headers) : facts.headers;
  // The storage class is not copied.
  const { 'x-amz-storage-class': _, ...others } = kept;
  const storageClass = keptHeaders(headers)['x-amz-storage-class'];
  return {
    bucketName,
    objectKey,
    size: facts.size,
    etag: newETag(),
    modifiedAt: now,
    // The checksum of parts is not that of a copy in one piece.
    checksum: computed ?? (facts.checksum?.type === 'FULL_OBJECT' ? facts.checksum : undefined),
    headers: { ...others, ...(storageClass && { 'x-amz-storage-class': storageClass }) },
  };
}

function checkCopy({ request, bucketName, objectKey }: StoreCall, source: CopySource): void {
  const directive = request.headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw new S3Error('InvalidArgument', 'Unknown metadata directive.');
  if (source.facts.size > MAX_COPY_BYTES) {
    throw new S3Error(
      'InvalidRequest',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
    );
  }
  if (directive === 'COPY' && source.bucketName === bucketName && source.objectKey === objectKey) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  }
}
