import { PutThirdPartyJobSuccessResultCommand, type ThirdPartyJobDetails } from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SQSEvent } from 'aws-lambda';
import { claimBare, codepipeline } from './bare-job.ts';

/** A worker that uses nothing but the SDK: the clients of our worker, and its calls, for a job whose output is its input. */
export async function handler(event: SQSEvent): Promise<void> {
  const { jobId, clientToken, details, write } = await claimBare(event);
  await write('run 1');
  await copyArtifact(details);
  await write('decided');
  const executionDetails = { summary: 'Copied.', percentComplete: 100 };
  await codepipeline.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, executionDetails }));
  await write('reported');
}

async function copyArtifact({ data }: ThirdPartyJobDetails): Promise<void> {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = data?.artifactCredentials ?? {};
  const s3 = new S3Client({ forcePathStyle: true, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  const [input, output] = [data?.inputArtifacts, data?.outputArtifacts].map((list) => list?.[0]?.location?.s3Location);
  const found = await s3.send(new GetObjectCommand({ Bucket: input?.bucketName, Key: input?.objectKey }));
  const body = await found.Body?.transformToByteArray();
  const target = { Bucket: output?.bucketName, Key: output?.objectKey };
  await s3.send(new PutObjectCommand({ ...target, Body: body ?? '', ServerSideEncryption: 'aws:kms' }));
  await s3.send(new HeadObjectCommand(target));
}
