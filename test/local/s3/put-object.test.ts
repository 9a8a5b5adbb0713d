import { once } from 'node:events';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { sendSigned } from './signed-request.ts';
import { bucketName, encrypted, errorOf, outputKey, startStore } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };
const CHECKSUMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

describe('PutObject', () => {
  it('stores what GetObject and find give back', async () => {
    const { client, store } = await startStore();

    const { ETag } = await client().send(new PutObjectCommand({ ...encrypted, Body: 'report' }));
    const answer = await client().send(new GetObjectCommand(output));
    const found = await store.find(bucketName, outputKey);

    expect(await answer.Body?.transformToString()).toBe('report');
    expect([answer.ETag, found?.size]).toEqual([ETag, 6]);
    expect(await readFile(found?.path ?? '', 'utf8')).toBe('report');
  });

  it.each(CHECKSUMS)(
    'verifies %s in a header and gives it back, where the SDK verifies it again',
    async (ChecksumAlgorithm) => {
      const { client } = await startStore();
      const element = `Checksum${ChecksumAlgorithm}` as const;

      const put = await client().send(new PutObjectCommand({ ...encrypted, Body: 'report', ChecksumAlgorithm }));
      const get = await client().send(new GetObjectCommand(output));

      expect(await get.Body?.transformToString()).toBe('report');
      expect(put[element]).toMatch(/^[\w+/]+=*$/);
      expect(get[element]).toBe(put[element]);
    },
  );

  it.each(CHECKSUMS)('verifies %s in the trailer of a stream', async (ChecksumAlgorithm) => {
    const { client } = await startStore();
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, index));
    const body = { Body: Readable.from(chunks), ContentLength: 400_000 };

    const put = await client().send(new PutObjectCommand({ ...encrypted, ...body, ChecksumAlgorithm }));
    const get = await client().send(new GetObjectCommand(output));

    expect(Buffer.concat(chunks).equals((await get.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(put[`Checksum${ChecksumAlgorithm}`]).toMatch(/^[\w+/]+=*$/);
    expect(get.ContentEncoding).toBeUndefined();
  });

  it('replaces an object and drops the bytes of the old one', async () => {
    const { client, files } = await startStore();
    await client().send(new PutObjectCommand({ ...encrypted, Body: 'first' }));

    await client().send(new PutObjectCommand({ ...encrypted, Body: 'second' }));
    const { Body } = await client().send(new GetObjectCommand(output));

    expect(await Body?.transformToString()).toBe('second');
    expect(await Promise.all([files('data'), files('objects'), files('incoming')])).toMatchObject([
      { length: 1 },
      { length: 1 },
      [],
    ]);
  });

  it('with If-None-Match: * puts one object of many that come at once', async () => {
    const { client, files } = await startStore();
    const bodies = Array.from({ length: 8 }, (_, index) => `body ${index}`);

    const results = await Promise.allSettled(
      bodies.map((Body) => client().send(new PutObjectCommand({ ...encrypted, Body, IfNoneMatch: '*' }))),
    );
    const later = await errorOf(client().send(new PutObjectCommand({ ...encrypted, Body: 'x', IfNoneMatch: '*' })));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(later).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(await Promise.all([files('data'), files('incoming')])).toMatchObject([{ length: 1 }, []]);
  });

  it('with If-None-Match: * is refused before its body is sent when there is an object', async () => {
    const { store, credentials, seed } = await startStore();
    await seed('there already', outputKey);

    const { status } = await sendSigned(store.url, {
      method: 'PUT',
      path: `/${bucketName}/${outputKey}`,
      headers: {
        'content-length': '10000000',
        'if-none-match': '*',
        'x-amz-server-side-encryption': encrypted.ServerSideEncryption,
        'x-amz-server-side-encryption-aws-kms-key-id': encrypted.SSEKMSKeyId,
      },
      body: 'only the beginning',
      credentials: credentials(),
    });

    expect(status).toBe(412);
  });

  it('refuses If-None-Match with an ETag', async () => {
    const { client } = await startStore();

    const error = await errorOf(client().send(new PutObjectCommand({ ...encrypted, Body: 'x', IfNoneMatch: '"abc"' })));

    expect(error).toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('"abc"') });
  });

  it.each([
    '../../escape',
    '..',
    'a/../../b',
    '/absolute',
    'with space+plus%25&é\u{1f600}',
    'k'.repeat(1024),
    '\u0001',
  ])('keeps the key %j inside its folder', async (Key) => {
    const { client, credentials, store, folder } = await startStore();
    const job = client(credentials({ writeKeys: [Key] }));

    await job.send(new PutObjectCommand({ ...encrypted, Key, Body: 'report' }));
    const { Body } = await job.send(new GetObjectCommand({ Bucket: bucketName, Key }));
    const found = await store.find(bucketName, Key);

    expect(await Body?.transformToString()).toBe('report');
    expect(found?.path).toMatch(new RegExp(`^${folder}/data/[\\w-]+$`));
  });

  it('refuses a key of over 1,024 bytes', async () => {
    const { client, credentials } = await startStore();
    const Key = 'é'.repeat(513);

    const error = await errorOf(
      client(credentials({ writeKeys: [Key] })).send(new PutObjectCommand({ ...encrypted, Key, Body: 'x' })),
    );

    expect(error).toMatchObject({ name: 'KeyTooLongError', status: 400 });
  });

  it('leaves nothing behind of an upload that breaks off, and keeps the object that was there', async () => {
    const { client, files, errors, store, folder } = await startStore();
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const put = (input: object) => client(undefined, { logger }).send(new PutObjectCommand({ ...encrypted, ...input }));
    await put({ Body: 'complete' });
    const endless = new Readable({ read() {} });
    endless.push(Buffer.alloc(300_000));
    const begun = once(watch(join(folder, 'incoming')), 'change');

    const upload = errorOf(put({ Body: endless, ContentLength: 900_000 }));
    await begun;
    await store.close();

    expect(await upload).toMatchObject({ status: undefined });
    expect(await Promise.all([files('incoming'), files('data')])).toMatchObject([[], { length: 1 }]);
    expect([errors, (await store.find(bucketName, outputKey))?.size]).toEqual([[], 8]);
  });
});
