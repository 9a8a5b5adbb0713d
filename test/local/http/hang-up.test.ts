import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Handle, listen } from '../../../local/http/loopback.ts';
import { startPlane } from '../codepipeline/start-plane.ts';
import { bucketName, encrypted, errorOf, inputKey, MiB, startStore } from '../s3/started-store.ts';

/** More than the sockets of both ends keep for a client that does not read. */
const LARGE = Buffer.alloc(32 * MiB, 'x');

/** Waits until everything that the end of a connection sets off has happened. */
async function afterwards(url: string): Promise<void> {
  for (let round = 0; round < 5; round++) await fetch(url).then((response) => response.text());
}

/** Sends the beginning of a request, and hangs up. */
async function hangUpAfter(url: string, ...lines: string[]): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write([...lines, 'host: 127.0.0.1', 'content-length: 100', '', 'the first half'].join('\r\n'));
  await afterwards(url);
  socket.resetAndDestroy();
  await afterwards(url);
}

/** Reads the first bytes of an answer, and hangs up. */
async function hangUpWhileReading(url: string): Promise<void> {
  const cancelled = new AbortController();
  const response = await fetch(url, { signal: cancelled.signal });
  await response.body?.getReader().read();
  cancelled.abort();
  await afterwards(new URL('/', url).href);
}

describe('a server', () => {
  /** Runs a handler whose client hangs up, and gives what the server told of it. */
  async function toldOf(handle: Handle): Promise<unknown[]> {
    const told: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    const watched: Handle = async (request, response) => {
      try {
        await handle(request, response);
      } finally {
        ended.resolve();
      }
    };
    const server = await listen(watched, 0, (error) => told.push(error));
    onTestFinished(() => server.close());
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await once(socket, 'data');
    socket.resetAndDestroy();
    await ended.promise;
    await new Promise(setImmediate);
    return told;
  }

  it('tells nobody that a client hung up', async () => {
    expect(await toldOf((_, response) => pipeline(Readable.from(endless()), response))).toEqual([]);
  });

  it('tells of an error of its own, although the client hung up', async () => {
    const failure = new Error('the disk is full');

    const told = await toldOf(async (_, response) => {
      response.write('the first half');
      await once(response, 'close');
      throw failure;
    });

    expect(told).toEqual([failure]);
  });

  it('tells of the end of another connection, while its client waits', async () => {
    const told: unknown[] = [];
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const server = await listen(
      () => Promise.reject(reset),
      0,
      (error) => told.push(error),
    );
    onTestFinished(() => server.close());

    expect((await fetch(server.url)).status).toBe(500);

    expect(told).toEqual([reset]);
  });
});

describe('the control plane tells nobody', () => {
  async function startWatched() {
    const told: unknown[] = [];
    const plane = await startPlane({ onError: (error) => told.push(error) });
    return { ...plane, told };
  }

  it('of an artifact whose download is cancelled', async () => {
    const { url, told, submit, file } = await startWatched();
    const path = await file('large.zip', LARGE.toString());
    const jobId = await submit({ inputArtifacts: [{ name: 'Source', path }] });

    await hangUpWhileReading(`${url}/_local/jobs/${jobId}/artifacts/input/Source`);

    expect(told).toEqual([]);
  });

  it.each([
    ['a call of CodePipeline', ['POST / HTTP/1.1', 'x-amz-target: CodePipeline_20150709.PollForJobs']],
    ['a job that is submitted', ['POST /_local/jobs HTTP/1.1', 'content-type: application/json']],
    ['a file that is dropped onto the page', ['POST /_local/drops HTTP/1.1', 'x-change-token: TOKEN']],
  ])('of %s that breaks off', async (_, lines) => {
    const { url, told } = await startWatched();
    const [, token = ''] = /name="change-token" content="([^"]+)"/.exec(await (await fetch(url)).text()) ?? [];

    await hangUpAfter(url, ...lines.map((line) => line.replace('TOKEN', token)));

    expect(told).toEqual([]);
  });
});

describe('the artifact store', () => {
  it('tells nobody that a worker was killed while it read', async () => {
    const { client, seed, errors, store } = await startStore();
    await seed(LARGE);
    const { Body } = await client().send(new GetObjectCommand({ Bucket: bucketName, Key: inputKey }));

    (Body as Readable).destroy();
    await afterwards(store.url);

    expect(errors).toEqual([]);
  });

  it('tells nobody that a worker was killed while it wrote', async () => {
    const { client, errors, files, store } = await startStore();
    const killed = new AbortController();
    const Body = new Readable({ read() {} });
    Body.push('the first half');
    const call = new PutObjectCommand({ ...encrypted, Body, ContentLength: 100 });
    const refused = errorOf(client().send(call, { abortSignal: killed.signal }));
    await expect.poll(() => files('incoming')).toHaveLength(1);

    killed.abort();

    await refused;
    await expect.poll(() => files('incoming')).toEqual([]);
    await afterwards(store.url);
    expect(errors).toEqual([]);
  });

  it('tells of a disk that fails while somebody reads', async () => {
    const { client, seed, errors, store, files } = await startStore();
    await seed('the input');
    const [data = ''] = await files('data');
    await rm(data);
    await mkdir(data);

    const answer = client().send(new GetObjectCommand({ Bucket: bucketName, Key: inputKey }));
    await errorOf(answer.then(({ Body }) => Body?.transformToString()));
    await afterwards(store.url);

    expect(errors).toMatchObject([{ code: 'EISDIR' }]);
  });
});

function* endless(): Generator<Buffer> {
  for (;;) yield LARGE;
}
