import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../model/local/services.ts';
import type { CredentialScope } from '../http/credentials.ts';
import type { StoreRules } from './rules.ts';
import { S3Error } from './s3-error.ts';

const ALGORITHM = 'x-amz-server-side-encryption';
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled';
/**
 * The AWS managed key, which S3 names as any other. An SDK that compares the ETag of an upload with its MD5 knows by the
 * name of a key that it must not.
 */
const MANAGED_KEY = `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:key/00000000-0000-4000-8000-000000000053`;

/** How an object is encrypted. Every artifact is, with KMS. */
export interface Encryption {
  /** Undefined means the AWS managed key. */
  encryptionKeyId?: string | undefined;
  /** Whether an S3 Bucket Key was asked for, which saves calls of KMS and nothing else. */
  bucketKeyEnabled?: boolean;
}

/**
 * How an upload is encrypted. The header `x-amz-server-side-encryption: aws:kms` is a
 * must: the bucket policy of "Configure server-side encryption for artifacts" in the CodePipeline User Guide denies
 * s3:PutObject without it (documented). For the key ID see the rule `keyIdExact`.
 * @throws S3Error AccessDenied, its message naming the header.
 */
export function requireEncryption(headers: IncomingHttpHeaders, scope: CredentialScope, rules: StoreRules): Encryption {
  const algorithm = headers[ALGORITHM];
  if (algorithm !== 'aws:kms') {
    throw new S3Error(
      'AccessDenied',
      `An artifact must be uploaded with the header ${ALGORITHM}: aws:kms; got ${algorithm ?? 'no such header'}.`,
    );
  }
  const keyId = headers[KEY_ID];
  const given = typeof keyId === 'string' ? keyId : undefined;
  if (rules.keyIdExact && given !== scope.encryptionKeyId) {
    const wanted = scope.encryptionKeyId ?? 'left out, as the job has no encryption key of its own';
    throw new S3Error('AccessDenied', `The header ${KEY_ID} must be ${wanted}; got ${given ?? 'no such header'}.`);
  }
  return { encryptionKeyId: given, ...(headers[BUCKET_KEY] === 'true' && { bucketKeyEnabled: true }) };
}

/** The headers that tell how an object is encrypted. */
export const encryptionHeaders = ({ encryptionKeyId, bucketKeyEnabled }: Encryption): Record<string, string> => ({
  [ALGORITHM]: 'aws:kms',
  [KEY_ID]: encryptionKeyId ?? MANAGED_KEY,
  ...(bucketKeyEnabled && { [BUCKET_KEY]: 'true' }),
});
