import type { StoreCall } from './call.ts';
import { checksumHeader } from './checksum.ts';
import { encryptionHeaders } from './encryption.ts';
import { withIncomingFile } from './folders.ts';
import { quoted } from './object-headers.ts';
import { newETag } from './objects.ts';
import { noSuchUpload, ownUpload } from './own-upload.ts';
import { type ReceivedBody, receiveBody } from './receive-body.ts';
import { S3Error } from './s3-error.ts';
import type { Upload } from './uploads.ts';

/** "Amazon S3 multipart upload limits" in the User Guide. */
const MAX_PARTS = 10_000;

/** UploadPart: one part, in place of an earlier one with its number. */
export async function uploadPart(call: StoreCall): Promise<void> {
  const { response, store, now } = call;
  const number = partNumberOf(call);
  const upload = await ownUpload(call);
  const etag = newETag();
  const checksum = await withIncomingFile(store.folders, async (file) => {
    const body = await receiveBody(call, file);
    checkAlgorithm(upload, body);
    const part = { number, size: body.size, etag, checksum: body.checksum?.value, modifiedAt: now };
    if (!(await store.uploads.putPart(upload.uploadId, part, file))) throw noSuchUpload();
    return body.checksum;
  });
  response
    .writeHead(200, {
      ...encryptionHeaders(upload),
      ...(checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value } : {}),
      etag: quoted(etag),
      'content-length': 0,
    })
    .end();
}

/** The number of the part that a request is about. @throws S3Error InvalidArgument */
export function partNumberOf({ query }: StoreCall): number {
  const text = query.get('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PARTS) return number;
  throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, {
    ArgumentName: 'partNumber',
    ArgumentValue: text,
  });
}

/** A composite checksum can only be made of parts that all have one by its algorithm. */
function checkAlgorithm({ checksum }: Upload, body: ReceivedBody): void {
  const given = body.checksum?.algorithm;
  const isRight = given === checksum?.algorithm || (given === undefined && checksum?.type === 'FULL_OBJECT');
  if (checksum === undefined || isRight) return;
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm}, actual checksum Type: ${given ?? 'null'}`,
  );
}
