import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../../lambda/action/failure.ts';
import { s3Failure } from '../../../../lambda/aws/s3/failure.ts';

const location = { name: 'Report', bucketName: 'artifacts', objectKey: 'shop/Report/1' };
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0f1e';

const s3Error = (name: string, httpStatusCode?: number, message = 'refused') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe('s3Failure', () => {
  it.each([
    ['NoSuchKey', 404, 'RevisionUnavailable'],
    ['NoSuchBucket', 404, 'RevisionUnavailable'],
    ['NotFound', 404, 'RevisionUnavailable'],
    ['PreconditionFailed', 412, 'RevisionOutOfSync'],
    ['AccessDenied', 403, 'PermissionError'],
    ['SignatureDoesNotMatch', 403, 'SystemUnavailable'],
    ['Unauthorized', 401, 'PermissionError'],
    ['KMS.DisabledException', 400, 'ConfigurationError'],
    ['SlowDown', 503, 'SystemUnavailable'],
    ['InternalError', 500, 'SystemUnavailable'],
    ['ThrottlingException', 400, 'SystemUnavailable'],
    ['TimeoutError', undefined, 'SystemUnavailable'],
    ['EntityTooLarge', 400, 'JobFailed'],
  ] as const)('makes of %s (%s) a %s that names the artifact', (name, status, type) => {
    const error = s3Error(name, status);

    const failure = s3Failure(error, 's3:GetObject', location, undefined);

    expect(failure).toMatchObject({ name: 'JobFailure', type, cause: error });
    expect(failure).toMatchObject({ message: expect.stringContaining('"Report" (s3://artifacts/shop/Report/1)') });
  });

  it.each([
    ['s3:GetObject', 'kms:Decrypt'],
    ['s3:PutObject', 'kms:GenerateDataKey'],
  ] as const)('names the KMS permission that %s needs', (action, permission) => {
    const error = s3Error('AccessDenied', 403, `not authorized to perform: ${permission}`);

    const withKey = s3Failure(error, action, location, KEY);
    const withoutKey = s3Failure(error, action, location, undefined);

    expect(withKey).toMatchObject({ message: expect.stringContaining(`${permission} on ${KEY} is missing`) });
    expect(withoutKey).toMatchObject({ message: expect.stringContaining('the AWS managed key aws/s3') });
  });

  it('names action and key when S3 does not say which of them is missing', () => {
    const failure = s3Failure(s3Error('AccessDenied', 403), 's3:PutObject', location, KEY);

    expect(failure).toMatchObject({
      message: expect.stringContaining(`s3:PutObject, or access to its key ${KEY} is missing`),
    });
  });

  it('leaves a JobFailure, and what is no error, as it is', () => {
    const failure = new JobFailure('SystemUnavailable', 'No credentials.');

    expect(s3Failure(failure, 's3:GetObject', location, undefined)).toBe(failure);
    expect(s3Failure('stopped', 's3:GetObject', location, undefined)).toBe('stopped');
  });
});
