import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { chosenParts } from '../../../local/s3/chosen-parts.ts';
import { multipart } from './multipart.ts';
import { bucketName, errorOf, keyId, MiB, outputKey, startStore } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };
const big = Buffer.alloc(5 * MiB, 'big part ');

describe('CompleteMultipartUpload', () => {
  it('makes the parts one object, in the order of their numbers', async () => {
    const { client, files } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin({ ContentType: 'application/zip' });
    const last = await part(id, 9, 'the end');
    const first = await part(id, 2, big);

    const done = await complete(id, [first, last]);
    const { Body, ...facts } = await client().send(new GetObjectCommand(output));

    const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect(content.equals(Buffer.concat([big, Buffer.from('the end')]))).toBe(true);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(facts).toMatchObject({
      ETag: done.ETag,
      ContentType: 'application/zip',
      SSEKMSKeyId: keyId,
      ServerSideEncryption: 'aws:kms',
    });
    expect(await Promise.all([files('uploads'), files('incoming')])).toEqual([[], []]);
  });

  it('takes the last upload of a part and leaves out parts that are not listed', async () => {
    const { client, files } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const old = await part(id, 1, 'old');
    const current = await part(id, 1, 'current');
    await part(id, 2, 'not listed');

    const stored = await files('uploads');
    const error = await errorOf(complete(id, [old]));
    await complete(id, [current]);
    const { Body } = await client().send(new GetObjectCommand(output));

    expect([error.name, await Body?.transformToString()]).toEqual(['InvalidPart', 'current']);
    expect(stored.filter((file) => !file.endsWith('.json'))).toHaveLength(2);
  });

  it('refuses a part under 5 MiB that is not the last', async () => {
    const { client, store } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const parts = [await part(id, 1, big.subarray(1)), await part(id, 2, 'the end')];

    const error = await errorOf(complete(id, parts));

    expect(error).toMatchObject({ name: 'EntityTooSmall', status: 400 });
    expect(await store.find(bucketName, outputKey)).toBeUndefined();
  });

  it('refuses parts out of order, twice, with another ETag, not uploaded, or none', async () => {
    const { client } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const [one, two] = [await part(id, 1, big), await part(id, 2, 'two')];

    const errors = await Promise.all(
      [[two, one], [one, one], [{ ...one, ETag: '"0"' }], [{ ...two, PartNumber: 3 }], []].map((parts) =>
        errorOf(complete(id, parts)),
      ),
    );

    expect(errors.map(({ name }) => name)).toEqual([
      'InvalidPartOrder',
      'InvalidPartOrder',
      'InvalidPart',
      'InvalidPart',
      'MalformedXML',
    ]);
  });

  it('refuses a list that has no parts', () => {
    const list = () => chosenParts('<CompleteMultipartUpload></CompleteMultipartUpload>', [], undefined);

    expect(list).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });

  it('puts no object over another with If-None-Match: *, and keeps the upload', async () => {
    const { client, seed } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const parts = [await part(id, 1, 'content')];
    await seed('there already', outputKey);

    const error = await errorOf(complete(id, parts, { IfNoneMatch: '*' }));
    await complete(id, parts);

    expect(error).toMatchObject({ name: 'PreconditionFailed', status: 412 });
  });

  it('refuses an object of another size than announced', async () => {
    const { client } = await startStore();
    const { begin, part, complete } = multipart(client());
    const id = await begin();
    const parts = [await part(id, 1, 'content')];

    const error = await errorOf(complete(id, parts, { MpuObjectSize: 8 }));
    await complete(id, parts, { MpuObjectSize: 7 });

    expect(error).toMatchObject({ name: 'InvalidRequest', message: expect.stringContaining('7 bytes') });
  });

  it('makes the checksum of the checksums of the parts', async () => {
    const { client } = await startStore();
    const { begin, part, complete } = multipart(client());
    const algorithm = { ChecksumAlgorithm: 'SHA256' } as const;
    const id = await begin(algorithm);
    const parts = [await part(id, 1, big, algorithm), await part(id, 2, 'end', algorithm)];
    const hashes = [big, 'end'].map((content) => createHash('sha256').update(content).digest());
    const composite = createHash('sha256').update(Buffer.concat(hashes)).digest('base64');

    const wrong = await errorOf(complete(id, parts, { ChecksumSHA256: hashes[0]?.toString('base64') }));
    const done = await complete(id, parts, { ChecksumSHA256: composite });
    const head = await client().send(new HeadObjectCommand({ ...output, ChecksumMode: 'ENABLED' }));

    expect(wrong.name).toBe('BadDigest');
    expect([done.ChecksumSHA256, done.ChecksumType]).toEqual([`${composite}-2`, 'COMPOSITE']);
    expect([head.ChecksumSHA256, head.ChecksumType]).toEqual([`${composite}-2`, 'COMPOSITE']);
  });

  it.each(['CRC32', 'CRC64NVME'] as const)(
    'makes the %s of the whole object, where the SDK verifies it',
    async (ChecksumAlgorithm) => {
      const { client } = await startStore();
      const { begin, part, complete } = multipart(client());
      const id = await begin({ ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' });
      const parts = [await part(id, 1, big, { ChecksumAlgorithm }), await part(id, 2, 'end', { ChecksumAlgorithm })];

      const done = await complete(id, parts);
      const get = await client().send(new GetObjectCommand(output));

      expect(await get.Body?.transformToByteArray()).toHaveLength(big.length + 3);
      expect([done.ChecksumType, get[`Checksum${ChecksumAlgorithm}`]]).toEqual([
        'FULL_OBJECT',
        done[`Checksum${ChecksumAlgorithm}`],
      ]);
      expect(get[`Checksum${ChecksumAlgorithm}`]).toMatch(/^[\w+/]+=*$/);
    },
  );

  it('of a composite checksum wants the right checksum of each part', async () => {
    const { client } = await startStore();
    const { begin, part, complete } = multipart(client());
    const algorithm = { ChecksumAlgorithm: 'SHA1' } as const;
    const id = await begin(algorithm);
    const { ChecksumSHA1, ...bare } = await part(id, 1, 'content', algorithm);

    const missing = await errorOf(complete(id, [bare]));
    const wrong = await errorOf(complete(id, [{ ...bare, ChecksumSHA1: ChecksumSHA1?.replace(/^./, '_') }]));

    expect(missing).toMatchObject({ name: 'InvalidRequest', message: expect.stringContaining('missing for part 1') });
    expect(wrong.name).toBe('InvalidPart');
  });
});
