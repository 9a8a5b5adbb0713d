import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import {
  type CredentialScope,
  createCredentialIssuer,
  type SessionCredentials,
} from '../../../local/http/credentials.ts';
import { startArtifactStore } from '../../../local/s3/artifact-store.ts';
import type { StoreRules } from '../../../local/s3/rules.ts';

export const bucketName = 'pipeline-artifacts';
export const inputKey = 'checkout/SourceArti/4hTq2.zip';
export const outputKey = 'checkout/Report/x8Lm1';
export const keyId = 'arn:aws:kms:eu-central-1:111122223333:key/0d9ac3a1-7b2f-4c7c-8f5e-2f6f3a7d1c11';
export const MiB = 1024 * 1024;

/** What every upload of an artifact must carry. */
export const encrypted = {
  Bucket: bucketName,
  Key: outputKey,
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: keyId,
} as const;

export const scope: CredentialScope = {
  jobId: 'job-1',
  bucketName,
  readKeys: [inputKey],
  writeKeys: [outputKey],
  encryptionKeyId: keyId,
};

interface StoreSettings {
  rules?: Partial<StoreRules>;
  now?: () => number;
}

/** A store of this test's own on any free port, gone with its folder when the test is finished. */
export async function startStore({ rules = {}, now = Date.now }: StoreSettings = {}) {
  const parent = await mkdtemp(join(tmpdir(), 'artifact-store-'));
  const folder = join(parent, 'store');
  const clock = { now, sleep: async () => {} };
  const issuer = createCredentialIssuer(randomBytes(32), clock);
  const errors: unknown[] = [];
  const options = { port: 0, folder, issuer, clock, rules, onError: (error: unknown) => errors.push(error) };
  const store = await startArtifactStore(options);
  onTestFinished(async () => {
    await store.close();
    await rm(parent, { recursive: true });
  });
  return {
    store,
    options,
    folder,
    issuer,
    errors,
    credentials: (changed: Partial<CredentialScope> = {}, seconds = 900) =>
      issuer.issue({ ...scope, ...changed }, seconds),
    client(credentials: SessionCredentials = issuer.issue(scope, 900), config: S3ClientConfig = {}) {
      const client = new S3Client({
        region: 'us-east-1',
        endpoint: store.url,
        forcePathStyle: true,
        credentials,
        maxAttempts: 1,
        ...config,
      });
      onTestFinished(() => client.destroy());
      return client;
    },
    async seed(content: string | Uint8Array, objectKey = inputKey) {
      const file = join(parent, 'seed');
      await writeFile(file, content);
      await store.seed(bucketName, objectKey, file);
    },
    /** The files below one of the store's folders. */
    async files(name: 'incoming' | 'data' | 'objects' | 'uploads') {
      const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
  };
}

/** The error a call ends with; fails when it ends well. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was expected to fail');
}
