import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { s3Artifact } from '../../../../lambda/aws/s3/artifact.ts';
import { s3Upload } from '../../../../lambda/aws/s3/upload.ts';
import { followTransfers } from '../../../../lambda/job/transfers.ts';
import { type LocalServer, listen, readBody } from '../../../../local/http/loopback.ts';
import { systemClock } from '../../../../model/clock.ts';
import { memoryLog } from '../../../../testing/memory-log.ts';

const MIB = 1024 * 1024;
const BEGUN = '<InitiateMultipartUploadResult><UploadId>u-1</UploadId></InitiateMultipartUploadResult>';

let server: LocalServer | undefined;
afterEach(() => server?.close());

/** An upload to an S3 whose answers to parts are up to the test. */
async function openUpload(
  answerPart: (response: ServerResponse, partNumber: number) => void,
  beforeBegun: () => Promise<void> = async () => {},
) {
  const calls: string[] = [];
  server = await listen(async (request: IncomingMessage, response: ServerResponse) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    calls.push(`${request.method} ${query.get('partNumber') ?? ''}`.trim());
    await readBody(request, 16 * MIB);
    if (query.has('partNumber')) answerPart(response, Number(query.get('partNumber')));
    else {
      if (query.has('uploads')) await beforeBegun();
      response.writeHead(200, { 'content-type': 'application/xml' }).end(query.has('uploads') ? BEGUN : '<Done/>');
    }
  }, 0);
  const access = {
    encryptionKeyId: undefined,
    signal: new AbortController().signal,
    transfers: followTransfers(memoryLog(), systemClock),
    credentials: async () => ({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }),
  };
  const location = { name: 'Report', bucketName: 'artifacts', objectKey: 'shop/Report/1' };
  const config = { endpoint: server.url, forcePathStyle: true, maxAttempts: 1 };
  const open = () => s3Upload(s3Artifact(location, access, config));
  return { upload: open(), other: open(), calls };
}

const accept = (response: ServerResponse) => void response.writeHead(200, { etag: '"p"' }).end();
const deny = (response: ServerResponse) =>
  void response
    .writeHead(403, { 'content-type': 'application/xml' })
    .end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');

describe('an upload in parts', () => {
  it('has four parts on their way at a time and no more', async () => {
    const waiting: ServerResponse[] = [];
    const { promise: fourWait, resolve: tellFour } = Promise.withResolvers<void>();
    let open = false;
    const { upload, other, calls } = await openUpload((response) => {
      if (open) return accept(response);
      waiting.push(response);
      if (waiting.length === 4) tellFour();
    });

    const written = upload.write(Buffer.alloc(60 * MIB));
    await fourWait;
    // A fifth part would have set out before this one.
    await other.write(Buffer.alloc(1));
    await other.finish().catch(() => undefined);
    const seen = calls.filter((call) => /^PUT \d/.test(call));
    open = true;
    for (const response of waiting) accept(response);
    await written;

    expect(seen.sort()).toEqual(['PUT 1', 'PUT 2', 'PUT 3', 'PUT 4']);
  });

  it('fails while it is written on when one of its parts was refused, and can then be dropped', async () => {
    const { upload, calls } = await openUpload((response, part) => (part === 2 ? deny(response) : accept(response)));

    const written = (async () => {
      for (let part = 0; part < 12; part++) await upload.write(Buffer.alloc(8 * MIB));
    })();

    await expect(written).rejects.toMatchObject({ type: 'PermissionError' });
    await upload.abort();
    expect(calls.at(-1)).toBe('DELETE');
  });

  it('makes no object when its last part was refused', async () => {
    const { upload, calls } = await openUpload((response, part) => (part === 2 ? deny(response) : accept(response)));
    await upload.write(Buffer.alloc(9 * MIB));

    const finished = upload.finish();

    await expect(finished).rejects.toMatchObject({ type: 'PermissionError' });
    expect(calls.filter((call) => call === 'POST')).toHaveLength(1);
  });

  it('begins no second time when it is written on after it was dropped', async () => {
    const { upload, calls } = await openUpload(accept);
    await upload.write(Buffer.alloc(9 * MIB));
    await upload.abort();

    const written = upload.write(Buffer.alloc(9 * MIB));

    await expect(written).rejects.toThrow('The upload was dropped');
    expect(calls.at(-1)).toBe('DELETE');
  });

  it('is not put whole either when it is finished after it was dropped', async () => {
    const { upload, calls } = await openUpload(accept);
    await upload.write(Buffer.alloc(MIB));
    await upload.abort();

    const finished = upload.finish();

    await expect(finished).rejects.toThrow('The upload was dropped');
    expect(calls).toEqual([]);
  });

  it('is dropped with no part sent when S3 was about to begin it', async () => {
    const asked = Promise.withResolvers<void>();
    const allowed = Promise.withResolvers<void>();
    const { upload, calls } = await openUpload(accept, () => {
      asked.resolve();
      return allowed.promise;
    });
    const written = upload.write(Buffer.alloc(9 * MIB)).catch((error: Error) => error.message);
    await asked.promise;

    const dropped = upload.abort();
    allowed.resolve();
    await dropped;

    expect(await written).toBe('The upload was dropped');
    expect(calls).toEqual(['POST', 'DELETE']);
  });
});
