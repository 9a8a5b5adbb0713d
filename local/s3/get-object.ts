import { pipeline } from 'node:stream/promises';
import type { StoreCall } from './call.ts';
import { objectHeaders, unquoted } from './object-headers.ts';
import type { ObjectFacts } from './objects.ts';
import { asHeaderValue } from './presigned-parameters.ts';
import { type ByteRange, parseRange } from './range.ts';
import { S3Error } from './s3-error.ts';

/** Query parameters that stand for a header of the answer: "GetObject" in the API Reference. */
export const RESPONSE_PARAMETERS = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
/** The storage classes of objects that must be restored before they can be read. */
const ARCHIVED = ['DEEP_ARCHIVE', 'GLACIER'];

/** GetObject: the object or one range of it. */
export const getObject = (call: StoreCall) => sendObject(call, true);

/** Answers with an object's headers and, when they are asked for, its bytes. @throws S3Error NoSuchKey, PreconditionFailed, InvalidRange */
export async function sendObject(call: StoreCall, withBody: boolean): Promise<void> {
  const { request, response, bucketName, objectKey, store } = call;
  const object = await store.objects.open(bucketName, objectKey);
  if (object === undefined) throw missing(call);
  const { facts, handle } = object;
  try {
    checkIfMatch(request.headers['if-match'], facts);
    if (withBody) checkArchived(facts);
    const range = rangeOf(call, facts);
    const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
    response.writeHead(range ? 206 : 200, {
      ...objectHeaders(facts, wantsChecksum && range === undefined),
      ...askedHeaders(call),
      ...(call.query.has('partNumber') && facts.partSizes && { 'x-amz-mp-parts-count': facts.partSizes.length }),
      'content-length': range ? range.last - range.first + 1 : facts.size,
      ...(range ? { 'content-range': `bytes ${range.first}-${range.last}/${facts.size}` } : {}),
    });
    if (!withBody) {
      response.end();
      return;
    }
    const bytes = range ? { start: range.first, end: range.last } : {};
    await pipeline(handle.createReadStream({ ...bytes, autoClose: false }), response);
  } finally {
    await handle.close();
  }
}

/** The part or the range that is asked for; an object in one piece has one part. */
function rangeOf({ request, query }: StoreCall, { size, partSizes = [size] }: ObjectFacts): ByteRange | undefined {
  const number = query.get('partNumber');
  if (number === null) return parseRange(request.headers.range, size);
  if (request.headers.range !== undefined) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  const index = /^\d{1,5}$/.test(number) ? Number(number) - 1 : -1;
  const length = partSizes[index];
  if (length === undefined) throw new S3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable');
  const first = partSizes.slice(0, index).reduce((sum, each) => sum + each, 0);
  return length === 0 ? undefined : { first, last: first + length - 1 };
}

function askedHeaders({ query }: StoreCall): Record<string, string> {
  const asked = RESPONSE_PARAMETERS.flatMap((parameter) => {
    const value = query.get(parameter);
    return value === null ? [] : [[parameter.slice('response-'.length), asHeaderValue(parameter, value)]];
  });
  return Object.fromEntries(asked);
}

function checkArchived({ headers }: ObjectFacts): void {
  if (!ARCHIVED.includes(headers['x-amz-storage-class'] ?? '')) return;
  throw new S3Error('InvalidObjectState', "The operation is not valid for the object's storage class");
}

function missing({ objectKey, store }: StoreCall): S3Error {
  if (store.rules().missingKeyDenied) return new S3Error('AccessDenied', 'Access Denied');
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: objectKey });
}

function checkIfMatch(header: string | undefined, { etag }: ObjectFacts): void {
  if (header === undefined || header.trim() === '*' || header.split(',').map(unquoted).includes(etag)) return;
  throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: 'If-Match',
  });
}
