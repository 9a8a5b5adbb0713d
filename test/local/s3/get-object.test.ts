import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { sendSigned } from './signed-request.ts';
import { bucketName, encrypted, errorOf, inputKey, keyId, outputKey, startStore } from './started-store.ts';

const input = { Bucket: bucketName, Key: inputKey };
const output = { Bucket: bucketName, Key: outputKey };

describe('GetObject', () => {
  it.each([
    ['bytes=0-0', '0', '0-0'],
    ['bytes=2-5', '2345', '2-5'],
    ['bytes=5-', '56789', '5-9'],
    ['bytes=7-99', '789', '7-9'],
    ['bytes=-3', '789', '7-9'],
    ['bytes=-99', '0123456789', '0-9'],
  ])('answers the range %s with its bytes', async (Range, content, contentRange) => {
    const { client, seed } = await startStore();
    await seed('0123456789');

    const answer = await client().send(new GetObjectCommand({ ...input, Range }));

    expect(await answer.Body?.transformToString()).toBe(content);
    expect([answer.$metadata.httpStatusCode, answer.ContentRange]).toEqual([206, `bytes ${contentRange}/10`]);
    expect(answer.ContentLength).toBe(content.length);
  });

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('refuses the range %s of ten bytes', async (range) => {
    const { store, credentials, seed } = await startStore();
    await seed('0123456789');

    const answer = await sendSigned(store.url, {
      method: 'GET',
      path: `/${bucketName}/${inputKey}`,
      headers: { range },
      credentials: credentials(),
    });

    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */10']);
    expect(answer.body).toContain('<Code>InvalidRange</Code>');
    expect(answer.body).toContain(`<RangeRequested>${range}</RangeRequested><ActualObjectSize>10</ActualObjectSize>`);
  });

  it.each(['bytes=0-1,4-5', 'bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=0-1', 'bytes'])(
    'answers the range %s with the whole object',
    async (Range) => {
      const { client, seed } = await startStore();
      await seed('0123456789');

      const answer = await client().send(new GetObjectCommand({ ...input, Range }));

      expect(await answer.Body?.transformToString()).toBe('0123456789');
      expect([answer.$metadata.httpStatusCode, answer.ContentRange]).toEqual([200, undefined]);
    },
  );

  it('refuses every range of an empty object, and gives the object itself', async () => {
    const { client, seed } = await startStore();
    await seed('');

    const error = await errorOf(client().send(new GetObjectCommand({ ...input, Range: 'bytes=0-' })));
    const { Body } = await client().send(new GetObjectCommand(input));

    expect(error).toMatchObject({ name: 'InvalidRange', status: 416 });
    expect(await Body?.transformToString()).toBe('');
  });

  it('gives an object only while it has the ETag of If-Match', async () => {
    const { client, seed } = await startStore();
    await seed('first');
    const { ETag } = await client().send(new HeadObjectCommand(input));
    const same = new GetObjectCommand({ ...input, IfMatch: ETag });

    const before = await client().send(same);
    await seed('second');
    const error = await errorOf(client().send(same));

    expect(await before.Body?.transformToString()).toBe('first');
    expect(error).toMatchObject({ name: 'PreconditionFailed', status: 412 });
  });

  it('gives the stored checksum of the whole object only, and only when it is asked for', async () => {
    const { client, store, credentials } = await startStore();
    await client().send(new PutObjectCommand({ ...encrypted, Body: '123456789' }));

    const whole = await client().send(new GetObjectCommand(output));
    const range = await client().send(new GetObjectCommand({ ...output, Range: 'bytes=0-3' }));
    const path = `/${bucketName}/${outputKey}`;
    const unasked = await sendSigned(store.url, { method: 'GET', path, credentials: credentials() });

    expect([whole.ChecksumCRC32, whole.ChecksumType]).toEqual(['y/Q5Jg==', 'FULL_OBJECT']);
    expect(range.ChecksumCRC32).toBeUndefined();
    expect([unasked.status, unasked.headers['x-amz-checksum-crc32']]).toEqual([200, undefined]);
  });

  it('goes on with the object it began with when another is put in its place', async () => {
    const { client, seed } = await startStore();
    const first = Buffer.alloc(8 * 1024 * 1024, 'first');
    await seed(first);

    const { Body } = await client().send(new GetObjectCommand(input));
    await seed('second');
    const bytes = await Body?.transformToByteArray();

    expect(first.equals(bytes ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('HeadObject', () => {
  it('tells the same as GetObject', async () => {
    const { client } = await startStore();
    await client().send(
      new PutObjectCommand({
        ...encrypted,
        Body: 'report',
        ContentType: 'application/zip',
        Metadata: { tool: 'scan' },
      }),
    );

    const head = await client().send(new HeadObjectCommand({ ...output, ChecksumMode: 'ENABLED' }));
    const { Body, ...get } = await client().send(new GetObjectCommand(output));

    await Body?.transformToString();
    expect({ ...head, $metadata: undefined }).toEqual({ ...get, $metadata: undefined });
    expect(head).toMatchObject({
      ContentLength: 6,
      ContentType: 'application/zip',
      Metadata: { tool: 'scan' },
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyId,
      AcceptRanges: 'bytes',
    });
  });

  it('answers 404 without a body when there is no object', async () => {
    const { store, credentials } = await startStore();

    const path = `/${bucketName}/${inputKey}`;
    const { status, body } = await sendSigned(store.url, { method: 'HEAD', path, credentials: credentials() });

    expect([status, body]).toEqual([404, '']);
  });
});
