import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucketName, encrypted, errorOf, inputKey, MiB, outputKey, startStore } from './started-store.ts';

const CopySource = `${bucketName}/${inputKey}`;
const copy = (change: Partial<CopyObjectCommandInput> = {}) =>
  new CopyObjectCommand({ ...encrypted, CopySource, ...change });
const output = { Bucket: bucketName, Key: outputKey };

describe('CopyObject', () => {
  it('makes the output of the input, with its metadata and its own ETag and encryption', async () => {
    const { client, credentials } = await startStore();
    const before = client(credentials({ writeKeys: [inputKey] }));
    const put = { ...encrypted, Key: inputKey, Body: 'the input', Metadata: { a: 'b' }, ContentType: 'text/plain' };
    const { ETag } = await before.send(new PutObjectCommand(put));

    const { CopyObjectResult, SSEKMSKeyId } = await client().send(copy());
    const read = await client().send(new GetObjectCommand({ ...output, ChecksumMode: 'ENABLED' }));

    expect(await read.Body?.transformToString()).toBe('the input');
    expect(read).toMatchObject({ Metadata: { a: 'b' }, ContentType: 'text/plain', ETag: CopyObjectResult?.ETag });
    expect(read.ChecksumCRC32).toBe(CopyObjectResult?.ChecksumCRC32);
    expect(CopyObjectResult?.LastModified).toBeInstanceOf(Date);
    expect(CopyObjectResult?.ETag).not.toBe(ETag);
    expect(SSEKMSKeyId).toBe(encrypted.SSEKMSKeyId);
  });

  it('replaces the metadata and computes a checksum where that is asked for', async () => {
    const { client, seed } = await startStore();
    await seed('the input');
    const change = { MetadataDirective: 'REPLACE', Metadata: { c: 'd' }, ChecksumAlgorithm: 'SHA256' } as const;

    const { CopyObjectResult } = await client().send(copy(change));
    const read = await client().send(new GetObjectCommand({ ...output, ChecksumMode: 'ENABLED' }));

    expect(read.Metadata).toEqual({ c: 'd' });
    expect(read.ChecksumSHA256).toMatch(/^[\w+/]{43}=$/);
    expect(CopyObjectResult?.ChecksumSHA256).toBe(read.ChecksumSHA256);
  });

  it.each<[string, string, Partial<CopyObjectCommandInput>]>([
    ['AccessDenied', 'a source that the job may not read', { CopySource: `${bucketName}/other/key` }],
    ['AccessDenied', 'a source in another bucket', { CopySource: `other-bucket/${inputKey}` }],
    ['AccessDenied', 'a target that the job may not write', { Key: inputKey }],
    ['AccessDenied', 'no encryption', { ServerSideEncryption: undefined }],
    ['AccessDenied', "another key than the job's", { SSEKMSKeyId: 'alias/other' }],
    [
      'NoSuchKey',
      'a source that is not there',
      { CopySource: `${bucketName}/${outputKey}`, MetadataDirective: 'REPLACE' },
    ],
    ['InvalidArgument', 'a source without a key', { CopySource: bucketName }],
    ['InvalidArgument', 'an unknown directive', { MetadataDirective: 'MOVE' as 'COPY' }],
    ['NotImplemented', 'a version of a source', { CopySource: `${CopySource}?versionId=1` }],
    ['PreconditionFailed', 'an ETag that the source has not', { CopySourceIfMatch: '"x"' }],
    ['PreconditionFailed', 'a source that is not newer', { CopySourceIfModifiedSince: new Date('2100-01-01') }],
    ['PreconditionFailed', 'a source that is newer', { CopySourceIfUnmodifiedSince: new Date('2000-01-01') }],
  ])('answers %s for %s, and makes nothing', async (name, _what, change) => {
    const { client, seed, files } = await startStore();
    await seed('the input');

    expect(await errorOf(client().send(copy(change)))).toMatchObject({ name });
    expect([(await files('data')).length, await files('incoming')]).toEqual([1, []]);
  });

  it('of an object to itself is refused unless it changes the metadata', async () => {
    const { client, seed } = await startStore();
    await seed('the input');
    await seed('the output', outputKey);

    const toItself = await errorOf(client().send(copy({ CopySource: `/${bucketName}/${outputKey}` })));
    const { $metadata } = await client().send(
      copy({ CopySource: `/${bucketName}/${outputKey}`, MetadataDirective: 'REPLACE' }),
    );

    expect([toItself.name, $metadata.httpStatusCode]).toEqual(['InvalidRequest', 200]);
  });
});

describe('UploadPartCopy', () => {
  it('makes parts of ranges of the input, with checksums where the upload has them', async () => {
    const { client, seed } = await startStore();
    const content = Buffer.alloc(11 * MiB, 'content');
    await seed(content);
    const job = client();
    const { UploadId } = await job.send(
      new CreateMultipartUploadCommand({ ...encrypted, ChecksumAlgorithm: 'SHA256' }),
    );
    const ranges = [`bytes=0-${6 * MiB - 1}`, `bytes=${6 * MiB}-${11 * MiB - 1}`];

    const Parts = [];
    for (const [index, CopySourceRange] of ranges.entries()) {
      const part = { ...output, UploadId, PartNumber: index + 1, CopySource, CopySourceRange };
      const { CopyPartResult } = await job.send(new UploadPartCopyCommand(part));
      const { ETag, ChecksumSHA256 } = CopyPartResult ?? {};
      Parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 });
    }
    await job.send(new CompleteMultipartUploadCommand({ ...output, UploadId, MultipartUpload: { Parts } }));
    const { Body } = await job.send(new GetObjectCommand(output));

    expect(content.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(Parts.map(({ ChecksumSHA256 }) => typeof ChecksumSHA256)).toEqual(['string', 'string']);
  });

  it.each(['bytes=0-9', 'bytes=5-', 'bytes=-3', '0-1', 'bytes=3-2'])(
    'takes no range such as %s of 9 bytes',
    async (range) => {
      const { client, seed } = await startStore();
      await seed('the input');
      const { UploadId } = await client().send(new CreateMultipartUploadCommand(encrypted));

      const part = { ...output, UploadId, PartNumber: 1, CopySource, CopySourceRange: range };
      const error = await errorOf(client().send(new UploadPartCopyCommand(part)));

      expect(error).toMatchObject({ name: 'InvalidArgument' });
    },
  );
});
