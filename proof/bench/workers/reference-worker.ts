import { setTimeout as sleep } from 'node:timers/promises';
import {
  AcknowledgeThirdPartyJobCommand,
  CodePipelineClient,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
  PutThirdPartyJobSuccessResultCommand,
  type ThirdPartyJobDetails,
} from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ReferenceSettings } from './reference-settings.ts';

/**
 * A worker of the plain kind: one process, ten jobs at a time, and nothing that remembers them. While a poll brings all that
 * it asked for, the next one follows as soon as there is room; otherwise it waits, as a worker on a machine does.
 */
const settings: ReferenceSettings = JSON.parse(process.argv[2] ?? '');
const { endpoints, clientToken, actionTypeId, pollEverySeconds, jobsAtOnce } = settings;
const access = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const codepipeline = new CodePipelineClient({ ...access, endpoint: endpoints.codepipeline });
const running = new Set<Promise<void>>();

while (true) {
  const room = jobsAtOnce - running.size;
  const { jobs = [] } = await codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize: room }));
  for (const { jobId } of jobs) {
    const work = run(jobId ?? '').finally(() => running.delete(work));
    running.add(work);
  }
  if (jobs.length < room) await sleep(pollEverySeconds * 1000);
  if (running.size === jobsAtOnce) await Promise.race(running);
}

async function run(jobId: string): Promise<void> {
  const { jobDetails = {} } = await codepipeline.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
  const { nonce } = jobDetails;
  await codepipeline.send(new AcknowledgeThirdPartyJobCommand({ jobId, clientToken, nonce }));
  await move(jobDetails);
  const executionDetails = { summary: 'Done.' };
  await codepipeline.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, executionDetails }));
}

/** Moves the input artifact to the output artifact, where the job has both. */
async function move({ data = {} }: ThirdPartyJobDetails): Promise<void> {
  const from = data.inputArtifacts?.[0]?.location?.s3Location;
  const to = data.outputArtifacts?.[0]?.location?.s3Location;
  if (from === undefined || to === undefined) return;
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = data.artifactCredentials ?? {};
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const s3 = new S3Client({ region: access.region, credentials, endpoint: endpoints.s3, forcePathStyle: true });
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: from.bucketName, Key: from.objectKey }));
  const bytes = (await body?.transformToByteArray()) ?? new Uint8Array();
  await s3.send(
    new PutObjectCommand({ Bucket: to.bucketName, Key: to.objectKey, Body: bytes, ServerSideEncryption: 'aws:kms' }),
  );
  s3.destroy();
}
