import { afterEach, describe, expect, it } from 'vitest';
import { s3Artifact } from '../../../lambda/aws/s3/artifact.ts';
import { s3Source } from '../../../lambda/aws/s3/source.ts';
import { s3Upload } from '../../../lambda/aws/s3/upload.ts';
import { type Scripted, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0f1e';
const OTHER_KEY = 'arn:aws:kms:us-east-1:444455556666:key/2d3c';
const ARTIFACT = 'artifact "Report" (s3://artifacts/shop/Report/1)';

/** An artifact in an S3 that answers as told, reached by the real client. */
async function openArtifact(...script: Scripted[]) {
  server = await startScriptedServer(script);
  const location = { name: 'Report', bucketName: 'artifacts', objectKey: 'shop/Report/1' };
  const access = {
    encryptionKeyId: KEY,
    signal: new AbortController().signal,
    transfers: { add: () => undefined },
    credentials: async () => ({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }),
  };
  const config = { endpoint: server.url, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 };
  return s3Artifact(location, access, config);
}

interface Refusal {
  code: string;
  message?: string;
  /** Further elements of the body. */
  more?: string;
  region?: string;
}

const refusal = (status: number, { code, message = 'no', more = '', region }: Refusal): Scripted => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`,
  headers: { 'content-type': 'application/xml', ...(region && { 'x-amz-bucket-region': region }) },
});

/** How HeadObject is refused: without a body that could tell why. */
const bare = (status: number, headers: Record<string, string> = {}): Scripted => ({ status, body: '', headers });
const done: Scripted = { status: 200, body: '' };

async function read(...script: Scripted[]): Promise<unknown> {
  return s3Source(await openArtifact(...script)).read(0, 10);
}

async function write(...script: Scripted[]): Promise<unknown> {
  const upload = s3Upload(await openArtifact(...script));
  await upload.write(Buffer.from('0123456789'));
  return upload.finish();
}

const slow = 'Please reduce your request rate for operations involving AWS KMS.';
const unauthorized = (action: string, resource: string, why = 'no identity-based policy allows it') =>
  `User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: ${action} on resource: ${resource} because ${why}`;

describe('an artifact that S3 refuses', () => {
  it.each<[status: number, answer: Refusal, type: string, says: string]>([
    [503, { code: 'SlowDown', message: slow }, 'SystemUnavailable', `S3 could not be reached for ${ARTIFACT}.`],
    [503, { code: 'SlowDown' }, 'SystemUnavailable', 'could not be reached'],
    [400, { code: 'KMS.ThrottlingException', message: slow }, 'SystemUnavailable', 'could not be reached'],
    [429, { code: 'TooManyRequestsException' }, 'SystemUnavailable', 'could not be reached'],
    [500, { code: 'InternalError' }, 'SystemUnavailable', 'could not be reached'],
    [500, { code: 'KMS.KMSInternalException' }, 'SystemUnavailable', 'could not be reached'],
    [400, { code: 'KMS.DependencyTimeoutException' }, 'SystemUnavailable', 'could not be reached'],
    [400, { code: 'RequestTimeout' }, 'SystemUnavailable', 'could not be reached'],
    [307, { code: 'TemporaryRedirect' }, 'SystemUnavailable', 'could not be reached'],
    [403, { code: 'RequestTimeTooSkewed' }, 'SystemUnavailable', 'The clock of the worker differs from that of S3'],
    [403, { code: 'InvalidAccessKeyId' }, 'SystemUnavailable', 'did not take the credentials of the job'],
    [400, { code: 'InvalidToken' }, 'SystemUnavailable', 'did not take the credentials of the job'],
    [400, { code: 'KMS.DisabledException' }, 'ConfigurationError', `The key of ${ARTIFACT}, ${KEY}, is disabled`],
    [
      400,
      { code: 'KMS.DisabledException', message: `${OTHER_KEY} is disabled.` },
      'ConfigurationError',
      `${OTHER_KEY}, is disabled`,
    ],
    [400, { code: 'KMS.KMSInvalidStateException' }, 'ConfigurationError', 'on its way to being deleted'],
    [400, { code: 'KMS.NotFoundException' }, 'ConfigurationError', `${KEY}, is not there`],
    [400, { code: 'KMS.InvalidKeyUsageException' }, 'ConfigurationError', 'is not a key for encryption'],
    [400, { code: 'KMS.UnheardOfException' }, 'ConfigurationError', 'was refused by KMS: KMS.UnheardOfException'],
    [301, { code: 'PermanentRedirect', region: 'eu-central-1' }, 'ConfigurationError', 'in the Region eu-central-1;'],
    [
      301,
      { code: 'PermanentRedirect', more: '<Endpoint>my-bucket-1.s3.eu-north-1.amazonaws.com</Endpoint>' },
      'ConfigurationError',
      'in the Region eu-north-1;',
    ],
    [301, { code: 'PermanentRedirect' }, 'ConfigurationError', 'lies in another Region;'],
    [
      400,
      { code: 'AuthorizationHeaderMalformed', more: '<Region>us-gov-west-1</Region>' },
      'ConfigurationError',
      'in the Region us-gov-west-1;',
    ],
    [
      400,
      {
        code: 'AuthorizationHeaderMalformed',
        message: "the region 'us-east-1' is wrong; expecting 'ap-southeast-2'",
      },
      'ConfigurationError',
      'in the Region ap-southeast-2;',
    ],
    [403, { code: 'InvalidObjectState' }, 'RevisionUnavailable', 'is archived'],
    [404, { code: 'NoSuchKey' }, 'RevisionUnavailable', `There is no ${ARTIFACT}: NoSuchKey.`],
    [404, { code: 'NoSuchBucket' }, 'RevisionUnavailable', 'NoSuchBucket'],
    [412, { code: 'PreconditionFailed' }, 'RevisionOutOfSync', 'was replaced while it was being read'],
    [
      403,
      { code: 'AccessDenied' },
      'PermissionError',
      `Access denied to ${ARTIFACT}: s3:GetObject, or access to its key ${KEY} is missing.`,
    ],
    [
      403,
      { code: 'AccessDenied', message: unauthorized('kms:Decrypt', OTHER_KEY) },
      'PermissionError',
      `kms:Decrypt on ${OTHER_KEY} is missing.`,
    ],
    [
      403,
      {
        code: 'AccessDenied',
        message: 'The ciphertext refers to a customer master key that does not exist, or that you may not access.',
      },
      'PermissionError',
      `kms:Decrypt on ${KEY} is missing.`,
    ],
    [
      403,
      {
        code: 'AccessDenied',
        message: unauthorized('s3:GetObject', 'arn:aws:s3:::artifacts', 'an explicit deny in a resource-based policy'),
      },
      'PermissionError',
      's3:GetObject is denied by a policy.',
    ],
    [403, { code: 'AllAccessDisabled' }, 'PermissionError', `S3 refused the ${ARTIFACT}: AllAccessDisabled.`],
    [400, { code: 'InvalidRequest' }, 'JobFailed', `S3 refused the ${ARTIFACT}: InvalidRequest.`],
    [400, { code: 'constructor' }, 'JobFailed', `S3 refused the ${ARTIFACT}: constructor.`],
  ])('with %i and %o is a %s that says it', async (status, answer, type, says) => {
    await expect(read(refusal(status, answer))).rejects.toMatchObject({
      name: 'JobFailure',
      type,
      message: expect.stringContaining(says),
    });
  });

  it.each<[answer: Refusal, says: string]>([
    [{ code: 'AccessDenied' }, 's3:PutObject, or access to its key'],
    [{ code: 'AccessDenied', message: unauthorized('kms:GenerateDataKey', OTHER_KEY) }, 'kms:GenerateDataKey on arn'],
    [{ code: 'AccessDenied', message: 'You may not use this KMS key.' }, `kms:GenerateDataKey on ${KEY} is missing`],
  ])('when it is written, with %o, is told with the permission that writing needs', async (answer, says) => {
    await expect(write(refusal(403, answer))).rejects.toMatchObject({
      type: 'PermissionError',
      message: expect.stringContaining(says),
    });
  });

  it.each<[status: number, headers: Record<string, string>, type: string, says: string]>([
    [301, { 'x-amz-bucket-region': 'eu-west-3' }, 'ConfigurationError', 'in the Region eu-west-3;'],
    [400, {}, 'JobFailed', `S3 refused the ${ARTIFACT}: it answered 400.`],
    [404, {}, 'RevisionUnavailable', `There is no ${ARTIFACT}: S3 answered 404.`],
    [503, {}, 'SystemUnavailable', 'could not be reached'],
  ])('without a word, with %i and %o, is a %s that says it', async (status, headers, type, says) => {
    const asked = write(done, bare(status, headers));

    await expect(asked).rejects.toMatchObject({ name: 'JobFailure', type, message: expect.stringContaining(says) });
  });
});
