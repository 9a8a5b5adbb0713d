import { answerXml } from './answer.ts';
import type { StoreCall } from './call.ts';
import { checksumElement } from './checksum.ts';
import { quoted } from './object-headers.ts';
import { ownUpload } from './own-upload.ts';
import { S3Error } from './s3-error.ts';

/** The default and the limit of max-parts: ListParts in the API Reference. */
const MAX_PARTS_LISTED = 1000;

/** ListParts: the parts uploaded so far, up to 1,000 an answer. */
export async function listParts(call: StoreCall): Promise<void> {
  const { response, query, bucketName, objectKey, store } = call;
  const { uploadId, checksum } = await ownUpload(call);
  const marker = wholeNumber(query, 'part-number-marker', 0);
  const most = Math.min(wholeNumber(query, 'max-parts', MAX_PARTS_LISTED), MAX_PARTS_LISTED);
  const following = (await store.uploads.parts(uploadId)).filter((part) => part.number > marker);
  const listed = following.slice(0, most);
  answerXml(response, 'ListPartsResult', {
    Bucket: bucketName,
    Key: objectKey,
    UploadId: uploadId,
    PartNumberMarker: marker,
    NextPartNumberMarker: listed.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: listed.length < following.length,
    ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
    Part: listed.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt).toISOString(),
      ETag: quoted(part.etag),
      Size: part.size,
      ...(checksum ? { [checksumElement(checksum.algorithm)]: part.checksum } : {}),
    })),
  });
}

function wholeNumber(query: URLSearchParams, name: string, standard: number): number {
  const text = query.get(name);
  if (text === null) return standard;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}
