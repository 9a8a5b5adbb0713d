import type { IncomingMessage } from 'node:http';
import type { ServiceName } from '../../model/local/services.ts';

/** S3 operations by method and the query parameters that tell them apart. */
const S3_OPERATIONS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  'POST uploads': 'CreateMultipartUpload',
  'PUT uploadId': 'UploadPart',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
  'GET uploadId': 'ListParts',
};

/** The name of the operation that a request asks for; `unknown` when it has none of these forms. */
export function operationOf(service: ServiceName, { method = '', url = '', headers }: IncomingMessage): string {
  if (service !== 's3') return String(headers['x-amz-target'] ?? '').split('.')[1] ?? 'unknown';
  const query = new URLSearchParams(url.split('?')[1]);
  const telling = ['uploads', 'uploadId'].filter((name) => query.has(name));
  return S3_OPERATIONS[[method, ...telling].join(' ')] ?? 'unknown';
}

/** A call on a job under the name that it has for a custom action, whichever integration it is of. */
export const jobCallOf = (operation: string): string => operation.replace('ThirdParty', '');

/** The `app/…` part of an AWS SDK's user agent, which AWS_SDK_UA_APP_ID sets. */
export const senderOf = ({ headers }: IncomingMessage): string | undefined =>
  /(?:^| )app\/(\S+)/.exec(headers['user-agent'] ?? '')?.[1];
