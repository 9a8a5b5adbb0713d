import type { StoreCall } from './call.ts';
import { S3Error } from './s3-error.ts';
import type { Upload } from './uploads.ts';

/**
 * The upload that the query names. It is bound to its key (documented) and to its job (assumed: S3 would let anyone go on
 * with it who may write the key).
 * @throws S3Error NoSuchUpload
 */
export async function ownUpload({ query, bucketName, objectKey, scope, store }: StoreCall): Promise<Upload> {
  const upload = await store.uploads.read(query.get('uploadId') ?? '');
  const isOwn = upload?.bucketName === bucketName && upload.objectKey === objectKey && upload.jobId === scope.jobId;
  if (upload === undefined || !isOwn) throw noSuchUpload();
  return upload;
}

export const noSuchUpload = () =>
  new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );
