import {
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucketName, errorOf, keyId, outputKey, startStore } from './started-store.ts';

type Input = Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>;

const output = { Bucket: bucketName, Key: outputKey };

describe.each([
  ['PutObject', (job: S3Client, input: Input) => job.send(new PutObjectCommand({ ...output, ...input, Body: 'x' }))],
  [
    'CreateMultipartUpload',
    (job: S3Client, input: Input) => job.send(new CreateMultipartUploadCommand({ ...output, ...input })),
  ],
])('%s', (_operation, begin) => {
  const refused = async (input: Input, encryptionKeyId: string | undefined = keyId) => {
    const { client, credentials, files } = await startStore();
    const job = client(credentials({ encryptionKeyId }));
    const error = await errorOf(begin(job, input));
    expect(await Promise.all([files('data'), files('uploads')])).toEqual([[], []]);
    return error;
  };

  it.each([undefined, 'AES256', 'aws:kms:dsse'] as const)(
    'refuses an upload with %s in place of aws:kms',
    async (algorithm) => {
      const error = await refused({ ServerSideEncryption: algorithm });

      expect(error).toMatchObject({ name: 'AccessDenied', status: 403 });
      expect(error.message).toContain('x-amz-server-side-encryption: aws:kms');
    },
  );

  it("refuses an upload that leaves out the job's KMS key", async () => {
    const error = await refused({ ServerSideEncryption: 'aws:kms' });

    expect(error).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(error.message).toContain(`x-amz-server-side-encryption-aws-kms-key-id must be ${keyId}; got no such header`);
  });

  it('refuses an upload under another KMS key', async () => {
    const error = await refused({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/other' });

    expect(error).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('got alias/other') });
  });

  it('takes an upload without a key ID when the job has no key, names the managed one, and refuses one with an ID', async () => {
    const { client, credentials } = await startStore();
    const job = client(credentials({ encryptionKeyId: undefined }));
    const input = { ServerSideEncryption: 'aws:kms' } as const;

    const taken = await begin(job, input);
    const error = await errorOf(begin(job, { ...input, SSEKMSKeyId: keyId }));

    expect([taken.ServerSideEncryption, taken.SSEKMSKeyId]).toEqual([
      'aws:kms',
      expect.stringMatching(/^arn:aws:kms:/),
    ]);
    expect(error).toMatchObject({ name: 'AccessDenied' });
  });

  it('takes any KMS key where the rule keyIdExact is off', async () => {
    const { client } = await startStore({ rules: { keyIdExact: false } });

    const { SSEKMSKeyId } = await begin(client(), { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/other' });

    expect(SSEKMSKeyId).toBe('alias/other');
  });
});
