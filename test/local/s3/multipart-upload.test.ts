import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { multipart } from './multipart.ts';
import { bucketName, encrypted, errorOf, MiB, outputKey, startStore } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };

describe('one part of an object', () => {
  it('is what was uploaded as that part, and tells how many there are', async () => {
    const { client } = await startStore();
    const job = client();
    const { UploadId } = await job.send(new CreateMultipartUploadCommand(encrypted));
    const bodies = [Buffer.alloc(5 * MiB, 'a'), Buffer.from('the rest')];
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const part = { ...output, UploadId, PartNumber: index + 1, Body };
      Parts.push({ PartNumber: index + 1, ETag: (await job.send(new UploadPartCommand(part))).ETag });
    }
    await job.send(new CompleteMultipartUploadCommand({ ...output, UploadId, MultipartUpload: { Parts } }));

    const second = await job.send(new GetObjectCommand({ ...output, PartNumber: 2 }));
    const first = await job.send(new HeadObjectCommand({ ...output, PartNumber: 1 }));
    const third = await errorOf(job.send(new GetObjectCommand({ ...output, PartNumber: 3 })));

    expect(await second.Body?.transformToString()).toBe('the rest');
    expect(second.ContentRange).toBe(`bytes ${5 * MiB}-${5 * MiB + 7}/${5 * MiB + 8}`);
    expect([first.ContentLength, first.PartsCount]).toEqual([5 * MiB, 2]);
    expect(third).toMatchObject({ name: 'InvalidPartNumber', status: 416 });
  });
});

describe('CreateMultipartUpload', () => {
  it.each([
    ['CRC64NVME', 'COMPOSITE'],
    ['SHA256', 'FULL_OBJECT'],
  ] as const)('refuses %s with the type %s', async (ChecksumAlgorithm, ChecksumType) => {
    const { client } = await startStore();

    const error = await errorOf(
      client().send(new CreateMultipartUploadCommand({ ...encrypted, ChecksumAlgorithm, ChecksumType })),
    );

    expect(error).toMatchObject({ name: 'InvalidRequest', message: expect.stringContaining(ChecksumType) });
  });

  it('tells the checksum of the upload, its type being the default of the algorithm', async () => {
    const { client } = await startStore();

    const types = await Promise.all(
      (['CRC32', 'CRC64NVME'] as const).map(async (ChecksumAlgorithm) => {
        const answer = await client().send(new CreateMultipartUploadCommand({ ...encrypted, ChecksumAlgorithm }));
        return [answer.ChecksumAlgorithm, answer.ChecksumType];
      }),
    );

    expect(types).toEqual([
      ['CRC32', 'COMPOSITE'],
      ['CRC64NVME', 'FULL_OBJECT'],
    ]);
  });

  it('shows nothing under the key before the upload is complete', async () => {
    const { client, store } = await startStore();
    const { begin, part } = multipart(client());

    await part(await begin(), 1, 'content');

    expect(await store.find(bucketName, outputKey)).toBeUndefined();
  });
});

describe('UploadPart', () => {
  it.each([0, 10_001, -1])('refuses the part number %i', async (number) => {
    const { client } = await startStore();
    const { begin, part } = multipart(client());

    const error = await errorOf(part(await begin(), number, 'x'));

    expect(error).toMatchObject({ name: 'InvalidArgument', message: expect.stringContaining('between 1 and 10000') });
  });

  it('takes the part numbers 1 and 10,000', async () => {
    const { client } = await startStore();
    const { begin, part } = multipart(client());
    const id = await begin();

    const parts = [await part(id, 1, 'x'), await part(id, 10_000, 'x')];

    expect(parts).toMatchObject([{ ETag: expect.stringMatching(/^"/) }, { ETag: expect.stringMatching(/^"/) }]);
  });

  it('refuses an upload of another key, of another job, or that nobody began', async () => {
    const { client, credentials } = await startStore();
    const otherKey = 'checkout/Report/other';
    const id = await multipart(client()).begin();
    const send = (changed: object, job = client(), Key = outputKey) =>
      errorOf(job.send(new UploadPartCommand({ ...output, Key, UploadId: id, PartNumber: 1, Body: 'x', ...changed })));

    const errors = await Promise.all([
      send({}, client(credentials({ writeKeys: [otherKey] })), otherKey),
      send({}, client(credentials({ jobId: 'job-2' }))),
      send({ UploadId: 'A'.repeat(43) }),
      send({ UploadId: `../uploads/${id}` }),
    ]);

    expect(errors).toMatchObject(Array(4).fill({ name: 'NoSuchUpload', status: 404 }));
  });

  it('goes on with newer credentials of the same job', async () => {
    const { client } = await startStore();
    const id = await multipart(client()).begin();

    const { ETag } = await multipart(client()).part(id, 1, 'x');

    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('refuses a checksum by another algorithm than that of the upload', async () => {
    const { client, files } = await startStore();
    const { begin, part } = multipart(client());
    const id = await begin({ ChecksumAlgorithm: 'SHA256' });

    const error = await errorOf(part(id, 1, 'x', { ChecksumAlgorithm: 'CRC32' }));

    expect(error).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('expected checksum Type: SHA256'),
    });
    expect([await files('incoming'), await files('uploads')]).toMatchObject([[], { length: 1 }]);
  });
});

describe('AbortMultipartUpload', () => {
  it('drops the upload with its parts, and only once', async () => {
    const { client, files } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const parts = [await part(id, 1, 'content')];
    const abort = new AbortMultipartUploadCommand({ ...output, UploadId: id });

    const { $metadata } = await client().send(abort);
    const errors = await Promise.all([
      errorOf(client().send(abort)),
      errorOf(complete(id, parts)),
      errorOf(part(id, 2, 'x')),
    ]);

    expect($metadata.httpStatusCode).toBe(204);
    expect(errors.map(({ name }) => name)).toEqual(Array(3).fill('NoSuchUpload'));
    expect(await Promise.all([files('uploads'), files('incoming')])).toEqual([[], []]);
  });
});

describe('ListParts', () => {
  it('lists the parts in order, page by page', async () => {
    const { client } = await startStore();
    const { begin, part } = multipart(client());
    const algorithm = { ChecksumAlgorithm: 'CRC32' } as const;
    const id = await begin(algorithm);
    for (const number of [10, 2, 7]) await part(id, number, 'x'.repeat(number), algorithm);
    const list = (changed: object) => client().send(new ListPartsCommand({ ...output, UploadId: id, ...changed }));

    const first = await list({ MaxParts: 2 });
    const second = await list({ PartNumberMarker: first.NextPartNumberMarker });

    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [2, 2],
      [7, 7],
    ]);
    expect([first.IsTruncated, first.ChecksumAlgorithm]).toEqual([true, 'CRC32']);
    expect(second).toMatchObject({
      IsTruncated: false,
      Parts: [{ PartNumber: 10, ChecksumCRC32: expect.any(String) }],
    });
  });
});
