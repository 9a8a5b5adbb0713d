import type { ArtifactLocation } from '../job/job.ts';
import { JobFailure } from '../job/outcome.ts';
import { httpStatusOf, isThrottling } from './errors.ts';

/** The failure that a customer can act on, for an error that S3 gave. */
export function s3Failure(
  error: unknown,
  action: 's3:GetObject' | 's3:PutObject',
  { name, bucketName, objectKey }: ArtifactLocation,
  encryptionKeyId: string | undefined,
): unknown {
  if (error instanceof JobFailure || !(error instanceof Error)) return error;
  const artifact = `artifact "${name}" (s3://${bucketName}/${objectKey})`;
  const status = httpStatusOf(error);

  if (error.name === 'NoSuchKey' || error.name === 'NoSuchBucket' || error.name === 'NotFound') {
    return new JobFailure('RevisionUnavailable', `There is no ${artifact}: ${error.name}.`, { cause: error });
  }
  if (error.name === 'PreconditionFailed') {
    return new JobFailure('RevisionOutOfSync', `The ${artifact} was replaced while it was being read.`, {
      cause: error,
    });
  }
  if (error.name.startsWith('KMS.') || /\bkms:|KMS/.test(error.message)) {
    const kmsAction = action === 's3:GetObject' ? 'kms:Decrypt' : 'kms:GenerateDataKey';
    const key = encryptionKeyId ?? 'the AWS managed key aws/s3';
    return new JobFailure('PermissionError', `Access denied to ${artifact}: ${kmsAction} on ${key} is missing.`, {
      cause: error,
    });
  }
  if (status === 401 || status === 403) {
    const key = encryptionKeyId === undefined ? '' : `, or access to its key ${encryptionKeyId}`;
    return new JobFailure('PermissionError', `Access denied to ${artifact}: ${action}${key} is missing.`, {
      cause: error,
    });
  }
  if (status === undefined || status >= 500 || isThrottling(error) || error.name === 'ExpiredToken') {
    return new JobFailure('SystemUnavailable', `S3 could not be reached for ${artifact}.`, { cause: error });
  }
  return new JobFailure('JobFailed', `S3 refused the ${artifact}: ${error.name}.`, { cause: error });
}
