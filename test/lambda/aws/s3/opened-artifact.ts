import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobDetails } from '../../../../lambda/action/job.ts';
import { type S3Artifact, s3Artifact } from '../../../../lambda/aws/s3/artifact.ts';
import { openArtifactAccess } from '../../../../lambda/job/artifact-access.ts';
import { isUnreportable } from '../../../../lambda/job/job-source.ts';
import { followTransfers } from '../../../../lambda/job/transfers.ts';
import { thirdPartySource } from '../../../../lambda/sources/third-party/third-party-source.ts';
import { type CredentialScope, createCredentialIssuer } from '../../../../local/http/credentials.ts';
import { startArtifactStore } from '../../../../local/s3/artifact-store.ts';
import type { StoreRules } from '../../../../local/s3/rules.ts';
import { createRedactor } from '../../../../model/redaction/redactor.ts';
import { createManualClock } from '../../../../testing/manual-clock.ts';
import { memoryLog } from '../../../../testing/memory-log.ts';
import { memoryClients } from '../../../memory/clients.ts';
import { memoryCodePipeline } from '../../../memory/codepipeline-jobs.ts';

const BUCKET = 'artifacts';
export const KEY = 'shop/Report/a1B2c3D';
export const KMS_KEY = 'arn:aws:kms:us-east-1:111122223333:key/0f1e2d3c';

export interface ArtifactSituation {
  encryptionKeyId?: string;
  /** What the credentials reach, where that is not reading and writing the artifact. */
  scope?: Partial<CredentialScope>;
  /** Seconds that the first credentials last; later ones last 15 minutes. */
  firstLifetime?: number;
  signal?: AbortSignal;
  rules?: Partial<StoreRules>;
}

/** A request as it was sent to the store: method, path with query, and headers. */
interface SentRequest {
  call: string;
  headers: ReturnType<ClientRequest['getHeaders']>;
}

/** An artifact of a job, in an artifact store that is as strict as AWS, with all that a test wants to see of it. */
export async function openArtifact(situation: ArtifactSituation = {}) {
  const { encryptionKeyId, scope, firstLifetime = 900, signal = new AbortController().signal, rules = {} } = situation;
  const clock = createManualClock();
  const folder = await mkdtemp(join(tmpdir(), 'artifact-'));
  const issuer = createCredentialIssuer(Buffer.alloc(32, 7), clock);
  const store = await startArtifactStore({ port: 0, folder: join(folder, 'store'), issuer, clock, rules });
  const reach = { jobId: 'j-1', bucketName: BUCKET, readKeys: [KEY], writeKeys: [KEY], encryptionKeyId, ...scope };

  const details: JobDetails & { nonce: string } = {
    jobId: 'j-1',
    nonce: 'nonce',
    actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' },
    configuration: {},
    pipeline: {},
    inputArtifacts: [],
    outputArtifacts: [],
    credentials: issuer.issue(reach, firstLifetime),
    encryptionKeyId,
  };
  let renewals = 0;
  const jobs = {
    ...memoryCodePipeline({ clock }),
    details: async () => {
      renewals += 1;
      return { ...details, credentials: issuer.issue(reach, 900) };
    },
  };
  const clients = memoryClients();
  clients.set('c-1', { token: 'client-token' });
  const polled = { clientId: 'c-1', jobId: details.jobId };
  const log = memoryLog();
  const transfers = followTransfers(log, clock);
  const job = await thirdPartySource({ jobs, clients }).open(polled, createRedactor());
  if (isUnreportable(job)) throw new Error(job.unreportable);
  const patience = { clock, until: 0, signal };
  const access = openArtifactAccess(job, details, { signal, transfers, patience });
  const config = { endpoint: store.url, forcePathStyle: true, maxAttempts: 1 };
  const location = { name: 'Report', bucketName: BUCKET, objectKey: KEY };
  const artifact: S3Artifact = s3Artifact(location, access, config);

  const requests: SentRequest[] = [];
  const record = (message: unknown) => {
    const { request } = message as { request: unknown };
    if (!(request instanceof ClientRequest) || !request.host.startsWith('127.0.0.1')) return;
    requests.push({ call: `${request.method} ${request.path}`, headers: request.getHeaders() });
  };
  subscribe('http.client.request.start', record);

  return {
    artifact,
    clock,
    store,
    location,
    access,
    config,
    requests,
    /** What the job is told to have moved. */
    moved() {
      transfers.end();
      return log.lines.at(-1)?.fields['bytes'];
    },
    renewals: () => renewals,
    /** Puts an object under the artifact's key. */
    async put(content: string | Uint8Array): Promise<void> {
      const file = join(folder, 'object');
      await writeFile(file, content);
      await store.seed(BUCKET, KEY, file);
    },
    find: () => store.find(BUCKET, KEY),
    async close(): Promise<void> {
      unsubscribe('http.client.request.start', record);
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type OpenedArtifact = Awaited<ReturnType<typeof openArtifact>>;
