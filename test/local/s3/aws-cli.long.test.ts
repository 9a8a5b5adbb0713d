import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { hasCommand } from '../../has-command.ts';
import { timeLimit } from '../../time-limit.ts';
import { bucketName, encrypted, inputKey, MiB, outputKey, startStore } from './started-store.ts';

const run = promisify(execFile);

it.skipIf(!hasCommand('aws', '--version'))(
  'serves the AWS CLI, in one piece and in parts',
  { timeout: timeLimit(120_000) },
  async () => {
    const { store, credentials, seed, folder } = await startStore();
    const { accessKeyId, secretAccessKey, sessionToken } = credentials();
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const aws = (...args: string[]) => run('aws', ['--endpoint-url', store.url, ...args], { env });
    const [read, big] = [join(folder, '..', 'read'), join(folder, '..', 'big')];
    const content = Buffer.alloc(17 * MiB, 'content');
    await seed('the input');
    await writeFile(big, content);

    await aws('s3api', 'get-object', '--bucket', bucketName, '--key', inputKey, read);
    const target = ['--sse', encrypted.ServerSideEncryption, '--sse-kms-key-id', encrypted.SSEKMSKeyId];
    await aws('s3', 'cp', '--quiet', big, `s3://${bucketName}/${outputKey}`, ...target);
    const uploaded = await store.find(bucketName, outputKey);
    await aws(
      's3api',
      'put-object',
      '--bucket',
      bucketName,
      '--key',
      outputKey,
      '--body',
      read,
      '--server-side-encryption',
      'aws:kms',
      '--ssekms-key-id',
      encrypted.SSEKMSKeyId,
    );

    expect(await readFile(read, 'utf8')).toBe('the input');
    expect(uploaded?.size).toBe(content.length);
    expect((await store.find(bucketName, outputKey))?.size).toBe(9);
  },
);
