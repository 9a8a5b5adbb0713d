import type { IncomingHttpHeaders } from 'node:http';
import type { CredentialScope } from '../http/credentials.ts';
import type { StoreRules } from './rules.ts';
import { S3Error } from './s3-error.ts';

const ALGORITHM = 'x-amz-server-side-encryption';
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';

/**
 * The KMS key of an upload, undefined meaning the AWS managed key. The header `x-amz-server-side-encryption: aws:kms` is a
 * must: the bucket policy of "Configure server-side encryption for artifacts" in the CodePipeline User Guide denies
 * s3:PutObject without it (documented). For the key ID see the rule `keyIdExact`.
 * @throws S3Error AccessDenied, its message naming the header.
 */
export function requireEncryption(
  headers: IncomingHttpHeaders,
  scope: CredentialScope,
  rules: StoreRules,
): string | undefined {
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
  return given;
}

/** The headers that tell how an object is encrypted. */
export const encryptionHeaders = (keyId: string | undefined): Record<string, string> => ({
  [ALGORITHM]: 'aws:kms',
  ...(keyId === undefined ? {} : { [KEY_ID]: keyId }),
});
