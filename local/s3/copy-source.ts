import type { FileHandle } from 'node:fs/promises';
import { authorize } from './authorize.ts';
import { parseTarget, type StoreCall, type StoreTarget } from './call.ts';
import { unquoted } from './object-headers.ts';
import type { ObjectFacts } from './objects.ts';
import { S3Error } from './s3-error.ts';

/** The object that a copy is made of. The caller closes the handle. */
export interface CopySource extends Pick<StoreTarget, 'bucketName' | 'objectKey'> {
  facts: ObjectFacts;
  handle: FileHandle;
}

/** The object in x-amz-copy-source, if the job may read it and the conditions hold. @throws S3Error */
export async function openCopySource(call: StoreCall): Promise<CopySource> {
  const { request, scope, store } = call;
  const { bucketName, objectKey, query } = parseTarget(
    `/${String(request.headers['x-amz-copy-source']).replace(/^\//, '')}`,
  );
  if (query.size > 0) throw new S3Error('NotImplemented', 'Copies of versions are not offered here.');
  if (bucketName === '' || objectKey === '') {
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  authorize(scope, { bucketName, objectKey, query }, 's3:GetObject', store.rules());
  const object = await store.objects.open(bucketName, objectKey);
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: objectKey });
  if (!holds(request.headers, object.facts)) {
    await object.handle.close();
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  return { bucketName, objectKey, ...object };
}

function holds(headers: StoreCall['request']['headers'], { etag, modifiedAt }: ObjectFacts): boolean {
  const condition = (name: string) => {
    const value = headers[`x-amz-copy-source-if-${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  const [match, noneMatch] = [condition('match'), condition('none-match')];
  const [since, unmodifiedSince] = [condition('modified-since'), condition('unmodified-since')];
  // HTTP dates have no milliseconds.
  const modified = Math.floor(modifiedAt / 1000) * 1000;
  const isSame = (etags: string) => etags.split(',').some((one) => unquoted(one) === etag || one.trim() === '*');
  if (match !== undefined ? !isSame(match) : unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) {
    return false;
  }
  return noneMatch !== undefined ? !isSame(noneMatch) : since === undefined || modified > Date.parse(since);
}
