import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished } from 'vitest';
import { createCredentialIssuer } from '../../../local/http/credentials.ts';
import { systemClock } from '../../../model/clock.ts';
import { timeLimit } from '../../time-limit.ts';
import { multipart } from './multipart.ts';
import { bucketName, encrypted, MiB, outputKey, scope } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };
const SIZE = 256 * MiB;
/** What the process may need beyond the memory it starts with. Node lets go of read buffers in steps of about 64 MiB. */
const MAX_GROWTH = 100 * MiB;

async function startProcess() {
  const folder = await mkdtemp(join(tmpdir(), 'artifact-store-'));
  const masterKey = randomBytes(32);
  const file = new URL('./store-process.ts', import.meta.url);
  const child = fork(file, [folder, masterKey.toString('hex')], { execArgv: ['--max-semi-space-size=2'] });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  });
  const { url } = await messageOf<{ url: string }>(child);
  const credentials = createCredentialIssuer(masterKey, systemClock).issue(scope, 900);
  const client = new S3Client({ region: 'us-east-1', endpoint: url, forcePathStyle: true, credentials });
  onTestFinished(() => client.destroy());
  const mostMemory = async () => {
    child.send('memory');
    return (await messageOf<{ maxRSS: number }>(child)).maxRSS * 1024;
  };
  const atStart = await mostMemory();
  return { client, growth: async () => (await mostMemory()) - atStart };
}

const messageOf = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0];

/** So many bytes that are made only when they are read. */
function content(size: number): Readable {
  const block = Buffer.alloc(256 * 1024, 'content of an artifact ');
  return Readable.from(Array(size / block.length).fill(block), { objectMode: false });
}

async function hashOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

it('takes and gives an object larger than the memory it may need for it', { timeout: timeLimit(120_000) }, async () => {
  const { client, growth } = await startProcess();

  await client.send(new PutObjectCommand({ ...encrypted, Body: content(SIZE), ContentLength: SIZE }));
  const { Body } = await client.send(new GetObjectCommand(output));
  const received = await hashOf(Body as Readable);

  expect(received).toBe(await hashOf(content(SIZE)));
  expect(await growth()).toBeLessThan(MAX_GROWTH);
});

it('assembles parts that are together larger than the memory it may need for them', {
  timeout: timeLimit(120_000),
}, async () => {
  const { client, growth } = await startProcess();
  const { begin, complete } = multipart(client);
  const UploadId = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });

  const parts = await Promise.all(
    [1, 2, 3, 4].map(async (PartNumber) => {
      const body = { Body: content(SIZE / 4), ContentLength: SIZE / 4 };
      const { ETag } = await client.send(new UploadPartCommand({ ...output, UploadId, PartNumber, ...body }));
      return { ETag, PartNumber };
    }),
  );
  await complete(UploadId, parts);
  const { Body } = await client.send(new GetObjectCommand(output));

  expect(await hashOf(Body as Readable)).toBe(await hashOf(content(SIZE)));
  expect(await growth()).toBeLessThan(MAX_GROWTH);
});
