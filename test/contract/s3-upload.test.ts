import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { s3Upload } from '../../lambda/aws/s3/upload.ts';
import {
  type ArtifactSituation,
  KEY,
  KMS_KEY,
  type OpenedArtifact,
  openArtifact,
} from '../lambda/aws/s3/opened-artifact.ts';

const MIB = 1024 * 1024;

let opened: OpenedArtifact | undefined;
afterEach(() => opened?.close());

async function openUpload(situation: ArtifactSituation = {}) {
  opened = await openArtifact(situation);
  const { find } = opened;
  const stored = async () => {
    const object = await find();
    return object && (await readFile(object.path));
  };
  /** The calls without the hosts, keys and ids in them. */
  const calls = () =>
    opened?.requests.map(({ call }) => call.replace(`/artifacts/${KEY}`, '').replace(/uploadId=[^&]+/, 'uploadId'));
  return { ...opened, upload: s3Upload(opened.artifact), stored, calls };
}

/** Bytes in which no two places look alike. */
const bytesOf = (length: number) => Buffer.alloc(length, Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzA'));

describe('an upload', () => {
  it.each([0, 1, 8 * MIB])('of %i bytes is one PutObject', async (length) => {
    const { upload, stored, calls } = await openUpload();
    const content = bytesOf(length);

    await upload.write(content);
    await upload.finish();

    expect((await stored())?.equals(content)).toBe(true);
    expect(calls()).toEqual(['PUT ?x-id=PutObject', 'HEAD ']);
  });

  it.each([
    [8 * MIB + 1, 2],
    [16 * MIB, 2],
    [17 * MIB, 3],
  ])('of %i bytes is in %i parts', async (length, parts) => {
    const { upload, stored, calls } = await openUpload();
    const content = bytesOf(length);

    for (let at = 0; at < length; at += 3 * MIB) await upload.write(content.subarray(at, at + 3 * MIB));
    await upload.finish();

    expect((await stored())?.equals(content)).toBe(true);
    // Parts are on their way side by side, so the order in which they start is open.
    expect([
      ...(calls()?.slice(0, 1) ?? []),
      ...(calls()?.slice(1, -2).sort() ?? []),
      ...(calls()?.slice(-2) ?? []),
    ]).toEqual([
      'POST ?uploads=',
      ...Array.from({ length: parts }, (_, part) => `PUT ?partNumber=${part + 1}&uploadId&x-id=UploadPart`),
      'POST ?uploadId',
      'HEAD ',
    ]);
  });

  it.each([1, 9 * MIB])('of %i bytes asks for SSE-KMS with the key of the job', async (length) => {
    const { upload, requests, stored } = await openUpload({ encryptionKeyId: KMS_KEY });

    await upload.write(bytesOf(length));
    await upload.finish();

    expect((await stored())?.length).toBe(length);
    expect(requests[0]?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': KMS_KEY,
    });
  });

  it.each([1, 9 * MIB])('of %i bytes asks for SSE-KMS without a key when the job has none', async (length) => {
    const { upload, requests } = await openUpload();

    await upload.write(bytesOf(length));
    await upload.finish();

    expect(requests[0]?.headers['x-amz-server-side-encryption']).toBe('aws:kms');
    expect(requests[0]?.headers).not.toHaveProperty('x-amz-server-side-encryption-aws-kms-key-id');
  });

  it.each([
    [1, 0],
    [9 * MIB, 1],
  ])('of %i bytes has a CRC-32 compared instead of a SHA-256 signed', async (length, call) => {
    const { upload, requests } = await openUpload();

    await upload.write(bytesOf(length));
    await upload.finish();

    expect(requests[call]?.headers).toMatchObject({
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-amz-checksum-crc32': expect.stringMatching(/^[A-Za-z0-9+/]{6}==$/),
    });
  });

  it.each([1, 9 * MIB])('of %i bytes leaves nothing under its key before it is finished', async (length) => {
    const { upload, stored } = await openUpload();

    await upload.write(bytesOf(length));
    const before = await stored();
    await upload.finish();

    expect(before).toBeUndefined();
    expect((await stored())?.length).toBe(length);
  });

  it.each([1, 17 * MIB])('of %i bytes tells the job how much of it was written', async (length) => {
    const { upload, moved } = await openUpload();

    await upload.write(bytesOf(length));
    await upload.finish();

    expect(moved()).toEqual({ Report: { read: 0, written: length } });
  });

  it('that is aborted drops its parts and leaves nothing', async () => {
    const { upload, stored, calls } = await openUpload();
    await upload.write(bytesOf(17 * MIB));

    await upload.abort();

    expect(await stored()).toBeUndefined();
    expect(calls()?.at(-1)).toBe('DELETE ?uploadId&x-id=AbortMultipartUpload');
  });

  it('drops its parts even after the signal has fired', async () => {
    const stop = new AbortController();
    const { upload, calls } = await openUpload({ signal: stop.signal });
    await upload.write(bytesOf(17 * MIB));
    stop.abort(new Error('time is up'));

    await upload.abort().catch(() => undefined);

    expect(calls()?.at(-1)).toBe('DELETE ?uploadId&x-id=AbortMultipartUpload');
  });

  it('that is aborted without parts asks S3 for nothing', async () => {
    const { upload, calls } = await openUpload();
    await upload.write(bytesOf(10));

    await upload.abort();
    await upload.abort();

    expect(calls()).toEqual([]);
  });

  it('is a PermissionError that names artifact, key and missing action when the job may not write', async () => {
    const { upload } = await openUpload({ scope: { writeKeys: [] } });
    await upload.write(bytesOf(10));

    await expect(upload.finish()).rejects.toMatchObject({
      type: 'PermissionError',
      message: `Access denied to artifact "Report" (s3://artifacts/${KEY}): s3:PutObject is missing.`,
    });
  });

  it('names the KMS key as well when the job has one and may not write', async () => {
    const { upload } = await openUpload({ encryptionKeyId: KMS_KEY, scope: { writeKeys: [] } });
    await upload.write(bytesOf(10));

    await expect(upload.finish()).rejects.toMatchObject({ message: expect.stringContaining(KMS_KEY) });
  });

  it('fails at once, part or no part, when a part is refused', async () => {
    const { upload, stored } = await openUpload({ scope: { writeKeys: [] } });

    const written = upload.write(bytesOf(17 * MIB));

    await expect(written).rejects.toMatchObject({ type: 'PermissionError' });
    expect(await stored()).toBeUndefined();
  });

  it('counts as verified by its parts where the job may not read what it wrote', async () => {
    const { upload, stored } = await openUpload({ rules: { outputsReadable: false }, scope: { readKeys: [] } });
    await upload.write(bytesOf(10));

    await upload.finish();

    expect((await stored())?.length).toBe(10);
  });

  it('goes on with new credentials when the first expire before it', async () => {
    const { upload, stored, renewals } = await openUpload({ firstLifetime: 0 });

    await upload.write(bytesOf(9 * MIB));
    await upload.finish();

    expect((await stored())?.length).toBe(9 * MIB);
    expect(renewals()).toBe(1);
  });

  it('goes on with new credentials when they expire between two parts', async () => {
    const { upload, stored, renewals, clock } = await openUpload({ firstLifetime: 60 });
    const content = bytesOf(25 * MIB);

    await upload.write(content.subarray(0, 9 * MIB));
    clock.advance(61_000);
    await upload.write(content.subarray(9 * MIB));
    await upload.finish();

    expect((await stored())?.equals(content)).toBe(true);
    expect(renewals()).toBe(1);
  });
});
