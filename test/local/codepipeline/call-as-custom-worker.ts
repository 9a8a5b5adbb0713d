import {
  AcknowledgeJobCommand,
  type CodePipelineClient,
  GetJobDetailsCommand,
  type Job,
  type JobDetails,
  PollForJobsCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { startPlane } from './start-plane.ts';

export const CUSTOM_TYPE = { category: 'Test', owner: 'Custom', provider: 'House-Scan', version: '1' } as const;

/** The definition of `CUSTOM_TYPE`. */
export const CUSTOM_DEFINITION = {
  category: 'Test' as const,
  provider: CUSTOM_TYPE.provider,
  version: CUSTOM_TYPE.version,
  inputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
  outputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
  configurationProperties: [
    { name: 'Threshold', required: false, key: true, secret: false },
    { name: 'ApiKey', required: false, key: false, secret: true },
  ],
};

/** A control plane with one custom action type. */
export async function startCustomPlane(options: Parameters<typeof startPlane>[0] = {}) {
  const plane = await startPlane({ customActionTypes: [CUSTOM_DEFINITION], ...options });
  return {
    ...plane,
    submit: async (submission: Parameters<typeof plane.jobs.submit>[0] = {}) =>
      (await plane.jobs.submit({ actionTypeId: CUSTOM_TYPE, ...submission })).jobId,
  };
}

/** The jobs that a poll hands out now. */
export async function poll(client: CodePipelineClient, queryParam?: Record<string, string>): Promise<Job[]> {
  return (await client.send(new PollForJobsCommand({ actionTypeId: CUSTOM_TYPE, queryParam }))).jobs ?? [];
}

export async function details(client: CodePipelineClient, jobId: string): Promise<JobDetails> {
  return (await client.send(new GetJobDetailsCommand({ jobId }))).jobDetails ?? {};
}

export async function acknowledge(client: CodePipelineClient, jobId: string, nonce: string): Promise<string> {
  return (await client.send(new AcknowledgeJobCommand({ jobId, nonce }))).status ?? '';
}

/** Brings a queued job to InProgress, and gives its nonce. */
export async function acknowledged(client: CodePipelineClient, jobId: string): Promise<string> {
  const nonce = (await poll(client)).find(({ id }) => id === jobId)?.nonce ?? '';
  await acknowledge(client, jobId, nonce);
  return nonce;
}

export async function putSuccess(client: CodePipelineClient, jobId: string, continuationToken?: string): Promise<void> {
  await client.send(new PutJobSuccessResultCommand({ jobId, continuationToken }));
}
