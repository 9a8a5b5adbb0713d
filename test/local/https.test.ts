import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { promisify } from 'node:util';
import { CodePipelineClient, GetJobDetailsCommand, PollForJobsCommand } from '@aws-sdk/client-codepipeline';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished } from 'vitest';
import { startServices } from '../../local/program/services.ts';
import { anyFreePorts, LOCAL_REGION, localKeyPair } from '../../model/local/services.ts';
import { CUSTOM_DEFINITION, CUSTOM_TYPE } from './codepipeline/call-as-custom-worker.ts';

const hasOpenssl = await promisify(execFile)('openssl', ['version']).then(
  () => true,
  () => false,
);

it.skipIf(!hasOpenssl)('(needs openssl) the services take a job from end to end over https', async () => {
  const services = await startServices({ ports: anyFreePorts, tls: true, customActionTypes: [CUSTOM_DEFINITION] });
  onTestFinished(() => services.close());
  const { controlPlane, artifactStore, certificateFile = '' } = services;
  const httpsAgent = new Agent({ ca: await readFile(certificateFile) });
  const config = { region: LOCAL_REGION, requestHandler: { httpsAgent }, maxAttempts: 1 };
  const at = ({ url }: { url: string }) => url.replace('http:', 'https:');
  const codePipeline = new CodePipelineClient({ ...config, credentials: localKeyPair, endpoint: at(controlPlane) });
  onTestFinished(() => codePipeline.destroy());
  const { jobId } = await controlPlane.jobs.submit({ actionTypeId: CUSTOM_TYPE, outputArtifacts: ['Report'] });

  const { jobs } = await codePipeline.send(new PollForJobsCommand({ actionTypeId: CUSTOM_TYPE }));
  const { jobDetails } = await codePipeline.send(new GetJobDetailsCommand({ jobId }));
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = jobDetails?.data?.artifactCredentials ?? {};
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const s3 = new S3Client({ ...config, credentials, endpoint: at(artifactStore), forcePathStyle: true });
  onTestFinished(() => s3.destroy());
  const { bucketName: Bucket, objectKey: Key } = jobDetails?.data?.outputArtifacts?.[0]?.location?.s3Location ?? {};
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'report', ServerSideEncryption: 'aws:kms' }));

  expect(jobs?.map(({ id }) => id)).toEqual([jobId]);
  expect((await controlPlane.jobs.show(jobId)).outputArtifacts[0]?.size).toBe(6);
});
