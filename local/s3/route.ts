import type { IncomingMessage } from 'node:http';
import { abortMultipartUpload } from './abort-multipart-upload.ts';
import { notAllowed } from './authorize.ts';
import type { StoreOperation, StoreTarget } from './call.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { createMultipartUpload } from './create-multipart-upload.ts';
import { getObject, RESPONSE_PARAMETERS } from './get-object.ts';
import { headObject } from './head-object.ts';
import { listParts } from './list-parts.ts';
import { putObject } from './put-object.ts';
import { S3Error } from './s3-error.ts';
import { uploadPart } from './upload-part.ts';
import { uploadPartCopy } from './upload-part-copy.ts';

/** An operation, and the permission it takes: "Required permissions for Amazon S3 API operations" in the User Guide. */
interface Route {
  operation: StoreOperation;
  permission: string;
}

/** By the method, whether something is copied, and the query parameters that tell the operations apart. */
const ROUTES = new Map<string, Route>([
  ['GET', { operation: getObject, permission: 's3:GetObject' }],
  ['HEAD', { operation: headObject, permission: 's3:GetObject' }],
  ['PUT', { operation: putObject, permission: 's3:PutObject' }],
  ['PUT copy', { operation: copyObject, permission: 's3:PutObject' }],
  ['GET partNumber', { operation: getObject, permission: 's3:GetObject' }],
  ['HEAD partNumber', { operation: headObject, permission: 's3:GetObject' }],
  ['POST uploads', { operation: createMultipartUpload, permission: 's3:PutObject' }],
  ['PUT partNumber uploadId', { operation: uploadPart, permission: 's3:PutObject' }],
  ['PUT copy partNumber uploadId', { operation: uploadPartCopy, permission: 's3:PutObject' }],
  ['POST uploadId', { operation: completeMultipartUpload, permission: 's3:PutObject' }],
  ['DELETE uploadId', { operation: abortMultipartUpload, permission: 's3:AbortMultipartUpload' }],
  ['GET uploadId', { operation: listParts, permission: 's3:ListMultipartUploadParts' }],
]);

const TELLING = ['partNumber', 'uploadId', 'uploads'];
/** `x-id` is the name of the operation, which some SDKs add. */
const OTHERS = ['max-parts', 'part-number-marker', 'x-id', ...RESPONSE_PARAMETERS];

/**
 * The operation a request asks for.
 * @throws S3Error AccessDenied for a deletion and for a request about the bucket, as a job's credentials are assumed to reach
 * neither; NotImplemented for what is not offered here
 */
export function findRoute({ method = '', headers }: IncomingMessage, target: StoreTarget): Route {
  const names = [...new Set(target.query.keys())];
  const copies = method === 'PUT' && headers['x-amz-copy-source'] !== undefined ? ['copy'] : [];
  const route = ROUTES.get([method, ...copies, ...TELLING.filter((name) => names.includes(name))].join(' '));
  if (target.objectKey === '' || (route === undefined && method === 'DELETE')) throw notAllowed(target, method);
  const unknown = names.filter((name) => !TELLING.includes(name) && !OTHERS.includes(name));
  if (route === undefined || unknown.length > 0) {
    throw new S3Error(
      'NotImplemented',
      `${method} with the query parameters "${names.join(', ')}" is not offered here.`,
    );
  }
  return route;
}
