import { afterEach, describe, expect, it } from 'vitest';
import { s3Artifact } from '../../../../lambda/aws/s3/artifact.ts';
import { s3Source } from '../../../../lambda/aws/s3/source.ts';
import { s3Upload } from '../../../../lambda/aws/s3/upload.ts';
import { followTransfers } from '../../../../lambda/job/transfers.ts';
import { systemClock } from '../../../../model/clock.ts';
import { memoryLog } from '../../../../testing/memory-log.ts';
import { type Scripted, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

const location = { name: 'Report', bucketName: 'artifacts', objectKey: 'shop/Report/1' };

/** An artifact in an S3 that answers as told. */
async function openArtifact(...script: Scripted[]) {
  server = await startScriptedServer(script);
  const access = {
    encryptionKeyId: undefined,
    signal: new AbortController().signal,
    transfers: followTransfers(memoryLog(), systemClock),
    credentials: async () => ({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }),
  };
  const config = { endpoint: server.url, forcePathStyle: true, maxAttempts: 1 };
  return { artifact: s3Artifact(location, access, config), requests: server.requests };
}

/** Promises ten bytes, sends five and breaks off. */
const brokenOff: Scripted = (response) => {
  response.writeHead(206, { 'content-length': '10', 'content-range': 'bytes 0-9/100', etag: '"e-1"' });
  response.write('01234', () => response.destroy());
};
const whole: Scripted = (response) => {
  response
    .writeHead(206, { 'content-length': '10', 'content-range': 'bytes 0-9/100', etag: '"e-1"' })
    .end('0123456789');
};
const done: Scripted = { status: 200, body: '' };
const headOf = (length: number): Scripted => ({ status: 200, body: '', headers: { 'content-length': String(length) } });

describe('an artifact in an S3 with faults', () => {
  it('is asked for again when its body breaks off, as the same version', async () => {
    const { artifact, requests } = await openArtifact(brokenOff, brokenOff, whole);

    const bytes = await s3Source(artifact).read(0, 10);

    expect(Buffer.from(bytes).toString()).toBe('0123456789');
    expect(requests.map(({ headers }) => headers['if-match'])).toEqual([undefined, '"e-1"', '"e-1"']);
  });

  it('is given up after three bodies that broke off', async () => {
    const { artifact, requests } = await openArtifact(brokenOff);

    await expect(s3Source(artifact).read(0, 10)).rejects.toMatchObject({
      type: 'SystemUnavailable',
      message: expect.stringContaining('broke off 3 times'),
    });
    expect(requests).toHaveLength(3);
  });

  it('is not taken for uploaded when it has another length than was written', async () => {
    const { artifact } = await openArtifact(done, headOf(9));
    const upload = s3Upload(artifact);
    await upload.write(Buffer.from('0123456789'));

    await expect(upload.finish()).rejects.toMatchObject({
      type: 'SystemUnavailable',
      message: 'Artifact "Report" has 9 bytes in S3, 10 were written.',
    });
  });

  it('is not taken for uploaded when S3 loses it', async () => {
    const { artifact } = await openArtifact(done, { status: 404, body: '' });
    const upload = s3Upload(artifact);
    await upload.write(Buffer.from('0123456789'));

    await expect(upload.finish()).rejects.toMatchObject({ type: 'RevisionUnavailable' });
  });

  it('is not taken for uploaded when S3 sends an error after it began with status 200', async () => {
    const xml = (body: string): Scripted => ({ status: 200, body, headers: { 'content-type': 'application/xml' } });
    const { artifact, requests } = await openArtifact(
      xml('<InitiateMultipartUploadResult><UploadId>u-1</UploadId></InitiateMultipartUploadResult>'),
      { status: 200, body: '', headers: { etag: '"p-1"' } },
      { status: 200, body: '', headers: { etag: '"p-2"' } },
      xml('<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>'),
    );
    const upload = s3Upload(artifact);
    await upload.write(Buffer.alloc(9 * 1024 * 1024));

    await expect(upload.finish()).rejects.toMatchObject({ name: 'JobFailure', type: 'SystemUnavailable' });
    expect(requests).toHaveLength(4);
  });
});
