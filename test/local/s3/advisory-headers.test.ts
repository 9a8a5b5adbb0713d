import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../../model/local/services.ts';
import { sendSigned } from './signed-request.ts';
import { bucketName, encrypted, errorOf, inputKey, outputKey, startStore } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };

describe('what an SDK may add to a request', () => {
  it.each([
    ['x-amz-te', 'append-md5'],
    ['x-amz-request-payer', 'requester'],
    ['x-amz-expected-bucket-owner', LOCAL_ACCOUNT],
    ['x-amz-acl', 'private'],
  ])('%s: %s is of no account to a reader', async (name, value) => {
    const { store, credentials, seed } = await startStore();
    await seed('the input');

    const path = `/${bucketName}/${inputKey}`;
    const answer = await sendSigned(store.url, {
      method: 'GET',
      path,
      headers: { [name]: value },
      credentials: credentials(),
    });

    expect([answer.status, answer.body]).toEqual([200, 'the input']);
  });

  it.each<Partial<PutObjectCommandInput>>([
    { ACL: 'bucket-owner-full-control' },
    { RequestPayer: 'requester' },
    { ExpectedBucketOwner: LOCAL_ACCOUNT },
    { StorageClass: 'STANDARD' },
    { SSEKMSEncryptionContext: Buffer.from('{"a":"b"}').toString('base64') },
  ])('%j leaves an upload as it is', async (added) => {
    const { client } = await startStore();

    await client().send(new PutObjectCommand({ ...encrypted, ...added, Body: 'report' }));
    const { ContentLength, StorageClass } = await client().send(new HeadObjectCommand(output));

    expect([ContentLength, StorageClass]).toEqual([6, undefined]);
  });

  it.each<[string, Partial<PutObjectCommandInput>]>([
    ['AccessControlListNotSupported', { ACL: 'public-read' }],
    ['AccessControlListNotSupported', { ACL: 'private' }],
    ['AccessControlListNotSupported', { GrantRead: 'id=abc' }],
    ['InvalidStorageClass', { StorageClass: 'COLD' as 'STANDARD' }],
    ['AccessDenied', { ExpectedBucketOwner: '111122223333' }],
    ['InvalidRequest', { ObjectLockLegalHoldStatus: 'ON' }],
    ['NotImplemented', { Tagging: 'a=b' }],
  ])('ends in %s as in S3 for %j', async (name, added) => {
    const { client, files } = await startStore();

    const error = await errorOf(client().send(new PutObjectCommand({ ...encrypted, ...added, Body: 'report' })));

    expect(error.name).toBe(name);
    expect(await files('data')).toEqual([]);
  });

  it('comes back with the object: its storage class, its redirect and its bucket key', async () => {
    const { client } = await startStore();
    const added = { StorageClass: 'STANDARD_IA', WebsiteRedirectLocation: '/a', BucketKeyEnabled: true } as const;

    const put = await client().send(new PutObjectCommand({ ...encrypted, ...added, Body: 'report' }));

    expect(put.BucketKeyEnabled).toBe(true);
    expect(await client().send(new GetObjectCommand(output))).toMatchObject(added);
  });

  it('comes back from an upload in parts, at every step', async () => {
    const { client } = await startStore();
    const job = client();
    const added = { StorageClass: 'STANDARD_IA', BucketKeyEnabled: true } as const;

    const created = await job.send(new CreateMultipartUploadCommand({ ...encrypted, ...added }));
    const { UploadId } = created;
    const part = await job.send(new UploadPartCommand({ ...output, UploadId, PartNumber: 1, Body: 'report' }));
    const Parts = [{ PartNumber: 1, ETag: part.ETag }];
    const done = await job.send(
      new CompleteMultipartUploadCommand({ ...output, UploadId, MultipartUpload: { Parts } }),
    );

    for (const answer of [created, part, done]) {
      expect(answer).toMatchObject({ BucketKeyEnabled: true, SSEKMSKeyId: encrypted.SSEKMSKeyId });
    }
    expect(await job.send(new HeadObjectCommand(output))).toMatchObject(added);
  });

  it('keeps an archived object from being read, while it can be asked about', async () => {
    const { client } = await startStore();
    await client().send(new PutObjectCommand({ ...encrypted, StorageClass: 'GLACIER', Body: 'report' }));

    const error = await errorOf(client().send(new GetObjectCommand(output)));
    const { StorageClass } = await client().send(new HeadObjectCommand(output));

    expect(error).toMatchObject({ name: 'InvalidObjectState', status: 403 });
    expect(StorageClass).toBe('GLACIER');
  });
});

describe('the KMS key', () => {
  it('of every object is named, the managed one too', async () => {
    const { client, credentials, seed } = await startStore();
    await seed('the input');
    const job = client(credentials({ encryptionKeyId: undefined }));
    const { SSEKMSKeyId: _, ...managed } = encrypted;

    const answers = [
      await job.send(new GetObjectCommand({ Bucket: bucketName, Key: inputKey })),
      await job.send(new PutObjectCommand({ ...managed, Body: 'report' })),
      await job.send(new HeadObjectCommand(output)),
    ];

    for (const { SSEKMSKeyId } of answers)
      expect(SSEKMSKeyId).toMatch(new RegExp(`^arn:aws:kms:us-east-1:${LOCAL_ACCOUNT}:key/`));
  });
});
