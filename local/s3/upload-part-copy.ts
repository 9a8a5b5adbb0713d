import { answerXml } from './answer.ts';
import type { StoreCall } from './call.ts';
import { checksumElement } from './checksum.ts';
import { copyBytes } from './copy-bytes.ts';
import { openCopySource } from './copy-source.ts';
import { encryptionHeaders } from './encryption.ts';
import { withIncomingFile } from './folders.ts';
import { quoted } from './object-headers.ts';
import { newETag } from './objects.ts';
import { noSuchUpload, ownUpload } from './own-upload.ts';
import { type ByteRange, parseRange } from './range.ts';
import { S3Error } from './s3-error.ts';
import { partNumberOf } from './upload-part.ts';

/** UploadPartCopy: a part out of an object that the job may read, or out of a range of it. */
export async function uploadPartCopy(call: StoreCall): Promise<void> {
  const { response, store, now } = call;
  const number = partNumberOf(call);
  const upload = await ownUpload(call);
  const source = await openCopySource(call);
  try {
    const { size: whole } = source.facts;
    const range = rangeOf(call, whole);
    const size = range ? range.last - range.first + 1 : whole;
    const etag = newETag();
    const checksum = await withIncomingFile(store.folders, async (file) => {
      const value = await copyBytes(source.handle, file, range, upload.checksum?.algorithm);
      const part = { number, size, etag, checksum: value, modifiedAt: now };
      if (!(await store.uploads.putPart(upload.uploadId, part, file))) throw noSuchUpload();
      return value;
    });
    const told = upload.checksum && checksum ? { [checksumElement(upload.checksum.algorithm)]: checksum } : {};
    const result = { LastModified: new Date(now).toISOString(), ETag: quoted(etag), ...told };
    answerXml(response, 'CopyPartResult', result, encryptionHeaders(upload));
  } finally {
    await source.handle.close();
  }
}

/** Unlike a Range header, this one must be inside the object: "UploadPartCopy" in the API Reference. */
function rangeOf({ request }: StoreCall, size: number): ByteRange | undefined {
  const header = request.headers['x-amz-copy-source-range'];
  if (header === undefined) return undefined;
  const [, last] = /^bytes=\d+-(\d+)$/.exec(String(header)) ?? [];
  const range = last === undefined || Number(last) >= size ? undefined : parseRange(String(header), size);
  if (range === undefined) {
    throw new S3Error('InvalidArgument', `x-amz-copy-source-range must be bytes=FIRST-LAST within ${size} bytes.`);
  }
  return range;
}
