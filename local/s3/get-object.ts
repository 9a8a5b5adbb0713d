import { pipeline } from 'node:stream/promises';
import type { Call } from './call.ts';
import { objectHeaders, unquoted } from './object-headers.ts';
import type { ObjectFacts } from './objects.ts';
import { parseRange } from './range.ts';
import { S3Error } from './s3-error.ts';

/** GetObject: the object or one range of it. */
export const getObject = (call: Call) => sendObject(call, true);

/** Answers with an object's headers and, if wanted, its bytes. @throws S3Error NoSuchKey, PreconditionFailed, InvalidRange */
export async function sendObject(call: Call, withBody: boolean): Promise<void> {
  const { request, response, bucketName, objectKey, store } = call;
  const object = await store.objects.open(bucketName, objectKey);
  if (object === undefined) throw missing(call);
  const { facts, handle } = object;
  try {
    checkIfMatch(request.headers['if-match'], facts);
    const range = parseRange(request.headers.range, facts.size);
    const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
    response.writeHead(range ? 206 : 200, {
      ...objectHeaders(facts, wantsChecksum && range === undefined),
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

function missing({ objectKey, store }: Call): S3Error {
  if (store.rules.missingKeyDenied) return new S3Error('AccessDenied', 'Access Denied');
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: objectKey });
}

function checkIfMatch(header: string | undefined, { etag }: ObjectFacts): void {
  if (header === undefined || header.trim() === '*' || header.split(',').map(unquoted).includes(etag)) return;
  throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: 'If-Match',
  });
}
