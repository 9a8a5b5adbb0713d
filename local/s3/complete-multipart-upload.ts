import { answerXml } from './answer.ts';
import { assembleParts } from './assemble-parts.ts';
import type { StoreCall } from './call.ts';
import { announcedChecksum, type Checksum, checksumElement } from './checksum.ts';
import { chosenParts } from './chosen-parts.ts';
import { encryptionHeaders } from './encryption.ts';
import { withIncomingFile } from './folders.ts';
import { quoted } from './object-headers.ts';
import { newETag } from './objects.ts';
import { onlyIfAbsent, preconditionFailed } from './only-if-absent.ts';
import { ownUpload } from './own-upload.ts';
import { receiveText } from './receive-body.ts';
import { S3Error } from './s3-error.ts';

/** Room for 10,000 parts with a checksum each. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** CompleteMultipartUpload: makes the parts that the request lists one object. */
export async function completeMultipartUpload(call: StoreCall): Promise<void> {
  const { request, response, bucketName, objectKey, store, now } = call;
  const upload = await ownUpload(call);
  const ifAbsent = onlyIfAbsent(request.headers);
  const text = await receiveText(call, MAX_LIST_BYTES);
  const parts = chosenParts(text, await store.uploads.parts(upload.uploadId), upload.checksum);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  checkSize(call, size);
  const etag = `${newETag()}-${parts.length}`;
  const checksum = await withIncomingFile(store.folders, async (file) => {
    const assembled = await assembleParts(store.uploads, upload, parts, file);
    checkChecksum(call, assembled);
    const { encryptionKeyId, bucketKeyEnabled = false, headers } = upload;
    const encryption = { encryptionKeyId, bucketKeyEnabled };
    const partSizes = parts.map((part) => part.size);
    const about = { bucketName, objectKey, size, etag, modifiedAt: now, partSizes };
    const facts = { ...about, ...encryption, checksum: assembled, headers };
    if (!(await store.objects.put(facts, file, ifAbsent))) throw preconditionFailed();
    return assembled;
  });
  await store.uploads.remove(upload.uploadId);
  answerXml(
    response,
    'CompleteMultipartUploadResult',
    {
      Location: `http://${request.headers.host}${request.url?.split('?')[0]}`,
      Bucket: bucketName,
      Key: objectKey,
      ETag: quoted(etag),
      ...(checksum ? { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {}),
    },
    encryptionHeaders(upload),
  );
}

function checkSize({ request }: StoreCall, size: number): void {
  const announced = request.headers['x-amz-mp-object-size'];
  if (announced === undefined || announced === String(size)) return;
  throw new S3Error('InvalidRequest', `x-amz-mp-object-size is ${announced}, the parts have ${size} bytes.`);
}

function checkChecksum({ request }: StoreCall, assembled: Checksum | undefined): void {
  const announced = announcedChecksum(request.headers);
  if (announced === undefined) return;
  const isRight =
    announced.algorithm === assembled?.algorithm &&
    // Of a composite one the number of parts may be left out.
    [assembled.value, assembled.value.replace(/-\d+$/, '')].includes(announced.value ?? '');
  if (isRight) return;
  throw new S3Error('BadDigest', `The ${announced.algorithm} you specified did not match the calculated checksum.`);
}
