import {
  AcknowledgeThirdPartyJobCommand,
  type CodePipelineClient,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
  PutThirdPartyJobSuccessResultCommand,
  type ThirdPartyJobDetails,
} from '@aws-sdk/client-codepipeline';
import { ACTION_TYPE, CLIENT_TOKEN } from './start-plane.ts';

const clientToken = CLIENT_TOKEN;

/** The ids of the jobs that a poll hands out now. */
export async function poll(client: CodePipelineClient): Promise<(string | undefined)[]> {
  const { jobs = [] } = await client.send(new PollForThirdPartyJobsCommand({ actionTypeId: ACTION_TYPE }));
  return jobs.map(({ jobId }) => jobId);
}

export async function details(client: CodePipelineClient, jobId: string): Promise<ThirdPartyJobDetails> {
  const { jobDetails } = await client.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
  return jobDetails ?? {};
}

export async function acknowledge(
  client: CodePipelineClient,
  jobId: string,
  nonce: string,
): Promise<string | undefined> {
  return (await client.send(new AcknowledgeThirdPartyJobCommand({ jobId, nonce, clientToken }))).status;
}

export async function putSuccess(client: CodePipelineClient, jobId: string, continuationToken?: string): Promise<void> {
  await client.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, continuationToken }));
}

/** Polls, and gives the nonce of the job, which must be among those handed out by now. */
export async function dispatched(client: CodePipelineClient, jobId: string): Promise<string> {
  await poll(client);
  return (await details(client, jobId)).nonce ?? '';
}

/** Brings a queued job to InProgress, and gives its nonce. */
export async function acknowledged(client: CodePipelineClient, jobId: string): Promise<string> {
  const nonce = await dispatched(client, jobId);
  await acknowledge(client, jobId, nonce);
  return nonce;
}
