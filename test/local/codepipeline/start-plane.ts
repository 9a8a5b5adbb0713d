import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { onTestFinished } from 'vitest';
import { type ControlPlaneOptions, startControlPlane } from '../../../local/codepipeline/control-plane.ts';
import type { JobSubmission } from '../../../local/codepipeline/local-api/submission.ts';
import { createCredentialIssuer } from '../../../local/http/credentials.ts';
import { startArtifactStore } from '../../../local/s3/artifact-store.ts';
import type { Clock } from '../../../model/clock.ts';
import { localKeyPair } from '../../../model/local/services.ts';

export const ACTION_TYPE = { category: 'Test', owner: 'ThirdParty', provider: 'Acme-Scan', version: '1' } as const;
export const CLIENT_ID = 'a1b2c3d4-0000-4000-8000-00000000000a';
export const CLIENT_TOKEN = 'client-token-for-tests';

/** What `startPlane` gives. */
export type Plane = Awaited<ReturnType<typeof startPlane>>;

/** A clock that stands still until it is told to go on. */
export function manualClock(): Clock & { advance(seconds: number): void } {
  let now = Date.UTC(2030, 0, 1);
  return {
    now: () => now,
    sleep: () => Promise.reject(new Error('nothing here sleeps')),
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'control-plane-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A control plane and an artifact store, with one client known and a clock in the test's hand. */
export async function startPlane(options: Partial<ControlPlaneOptions> = {}) {
  const clock = manualClock();
  const issuer = createCredentialIssuer(randomBytes(32), clock);
  const folder = await temporaryFolder();
  const artifacts = await startArtifactStore({ port: 0, folder: join(folder, 'artifacts'), issuer, clock });
  onTestFinished(() => artifacts.close());
  const plane = await startControlPlane({ port: 0, clock, issuer, artifacts, actionTypes: [ACTION_TYPE], ...options });
  onTestFinished(() => plane.close());
  await plane.jobs.putClient(CLIENT_ID, CLIENT_TOKEN);
  return {
    ...plane,
    clock,
    issuer,
    artifacts,
    folder,
    client: createClient(plane.url),
    submit: async (submission: JobSubmission = {}) =>
      (await plane.jobs.submit({ clientId: CLIENT_ID, ...submission })).jobId,
    file: async (name: string, content: string) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

interface KeyPair {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export function createClient(endpoint: string, credentials: KeyPair = localKeyPair): CodePipelineClient {
  const client = new CodePipelineClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** The error code and message of a call that must be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  const error = await call.then(
    () => undefined,
    (refusal: Error) => refusal,
  );
  if (error === undefined) throw new Error('The call was not refused');
  return { name: error.name, message: error.message };
}

/** Sends a request signed with test/test as it is, whatever its headers and body are. */
export async function sendSigned(url: string, operation: string, body: string | Buffer, headers: object = {}) {
  return await fetch(url, {
    method: 'POST',
    headers: { ...signHeaders(url, operation, body), ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
}

/** The headers of a request signed with test/test. */
export function signHeaders(url: string, operation: string, body: string | Buffer): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const signed: Record<string, string> = {
    host: new URL(url).host,
    'x-amz-date': date,
    'x-amz-target': `CodePipeline_20150709.${operation}`,
  };
  const names = Object.keys(signed).join(';');
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const scope = `${date.slice(0, 8)}/us-east-1/codepipeline/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>((previous, part) => hmac(previous, part), 'AWS4test');
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { 'content-type': 'application/x-amz-json-1.1', ...signed, authorization };
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
