import { checksumElement } from './checksum.ts';
import { unquoted } from './object-headers.ts';
import { S3Error } from './s3-error.ts';
import type { Part, Upload } from './uploads.ts';
import { parseRows } from './xml.ts';

/** All parts but the last: "Amazon S3 multipart upload limits" in the User Guide. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/**
 * The parts that the body of CompleteMultipartUpload lists.
 * @throws S3Error MalformedXML, InvalidPartOrder, InvalidPart, InvalidRequest, EntityTooSmall
 */
export function chosenParts(body: string, uploaded: Part[], checksum: Upload['checksum']): Part[] {
  const rows = parseRows(body, 'CompleteMultipartUpload', 'Part');
  if (rows === undefined || rows.length === 0) {
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our schema.',
    );
  }
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const numbers = rows.map((row) => Number(row.get('PartNumber')));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const parts = rows.map((row) => chosenPart(row, byNumber, checksum));
  for (const { size, number, etag } of parts.slice(0, -1)) {
    if (size >= MIN_PART_BYTES) continue;
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(number),
      ETag: etag,
    });
  }
  return parts;
}

function chosenPart(row: Map<string, string>, uploaded: Map<number, Part>, checksum: Upload['checksum']): Part {
  const number = row.get('PartNumber') ?? '';
  const etag = unquoted(row.get('ETag') ?? '');
  const part = uploaded.get(Number(number));
  const given = checksum && row.get(checksumElement(checksum.algorithm));
  if (checksum?.type === 'COMPOSITE' && given === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using a ${checksum.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  if (part?.etag !== etag || (given !== undefined && part.checksum !== undefined && given !== part.checksum)) {
    throw new S3Error(
      'InvalidPart',
      'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.',
      { PartNumber: number, ETag: etag },
    );
  }
  return part;
}
