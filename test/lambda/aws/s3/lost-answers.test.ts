import { afterEach, describe, expect, it } from 'vitest';
import { s3Artifact } from '../../../../lambda/aws/s3/artifact.ts';
import { s3Upload } from '../../../../lambda/aws/s3/upload.ts';
import { refuse } from '../../../../local/faults/answers.ts';
import { type Call, cut, type Interceptor } from '../../../../local/faults/call.ts';
import { startProxy } from '../../../../local/faults/proxy.ts';
import type { LocalServer } from '../../../../local/http/loopback.ts';
import { type OpenedArtifact, openArtifact } from './opened-artifact.ts';

const LARGE = Buffer.alloc(9 * 1024 * 1024, 'x');

let opened: OpenedArtifact;
let proxy: LocalServer;
afterEach(async () => {
  await proxy.close();
  await opened.close();
});

/** An upload whose calls meet something on their way to the store. */
async function startUpload(intercept: Interceptor) {
  opened = await openArtifact();
  proxy = await startProxy({ service: 's3', target: opened.store.url, intercept });
  const config = { ...opened.config, endpoint: proxy.url, maxAttempts: 3 };
  return s3Upload(s3Artifact(opened.location, opened.access, config));
}

/** Does something to the first call of an operation. */
function first(operation: string, act: (call: Call, next: Parameters<Interceptor>[1]) => ReturnType<Interceptor>) {
  let isOver = false;
  const intercept: Interceptor = (call, next) => {
    if (isOver || call.operation !== operation) return next();
    isOver = true;
    return act(call, next);
  };
  return intercept;
}

describe('an upload', () => {
  it('is complete when only the answer to its completion was lost', async () => {
    const upload = await startUpload(
      first('CompleteMultipartUpload', async (_call, next) => {
        await next();
        return cut;
      }),
    );

    await upload.write(LARGE);
    await upload.finish();

    expect((await opened.find())?.size).toBe(LARGE.length);
  });

  it('fails when it was gone before its completion', async () => {
    const upload = await startUpload(
      first('CompleteMultipartUpload', async (call) => refuse(call, 404, 'NoSuchUpload', 'It does not exist.')),
    );
    await upload.write(LARGE);

    const finished = upload.finish();

    await expect(finished).rejects.toMatchObject({
      type: 'JobFailed',
      message: expect.stringContaining('NoSuchUpload'),
    });
  });

  it('is verified with new credentials when the old ones have run out by then', async () => {
    const upload = await startUpload(
      first('HeadObject', async (call) => refuse(call, 400, 'ExpiredToken', 'The provided token has expired.')),
    );

    await upload.write(Buffer.from('small'));
    await upload.finish();

    expect(opened.renewals()).toBe(1);
  });
});
