import type { ThirdPartyJobDetails } from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { StoreRules } from '../../../local/s3/rules.ts';
import { acknowledged, details } from './call-as-worker.ts';
import type { Plane } from './start-plane.ts';

/** The artifact store goes by the test's clock, so that whoever signs must, too. */
export function s3For({ data }: ThirdPartyJobDetails, { artifacts, clock }: Plane): S3Client {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = data?.artifactCredentials ?? {};
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const systemClockOffset = clock.now() - Date.now();
  const options = { endpoint: artifacts.url, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 };
  const s3 = new S3Client({ ...options, credentials, systemClockOffset });
  onTestFinished(() => s3.destroy());
  return s3;
}

export function locationOf(artifacts: NonNullable<ThirdPartyJobDetails['data']>['inputArtifacts']) {
  const { bucketName, objectKey } = artifacts?.[0]?.location?.s3Location ?? {};
  return { Bucket: bucketName, Key: objectKey };
}

/** What a job gets of its output artifact in the store, which may not be there yet. */
async function reads(plane: Plane, write: 'with no key' | 'with another key' | 'nothing'): Promise<string> {
  const jobId = await plane.submit({ outputArtifacts: ['Report'] });
  await acknowledged(plane.client, jobId);
  const job = await details(plane.client, jobId);
  const s3 = s3For(job, plane);
  const output = locationOf(job.data?.outputArtifacts);
  const key = write === 'with another key' ? { SSEKMSKeyId: 'arn:aws:kms:us-east-1:111122223333:key/other' } : {};
  const put = new PutObjectCommand({ ...output, Body: 'report', ServerSideEncryption: 'aws:kms', ...key });
  try {
    if (write !== 'nothing') await s3.send(put);
    return String((await s3.send(new GetObjectCommand(output))).ContentLength);
  } catch (error) {
    return (error as Error).name;
  }
}

/** What can be seen of each rule of the artifact store, and what its other value changes. */
export const storeObservations: readonly {
  set: Partial<StoreRules>;
  see: (plane: Plane) => Promise<unknown>;
  standard: unknown;
  changed: unknown;
}[] = [
  {
    set: { outputsReadable: false },
    see: (plane) => reads(plane, 'with no key'),
    standard: '6',
    changed: 'AccessDenied',
  },
  {
    set: { keyIdExact: false },
    see: (plane) => reads(plane, 'with another key'),
    standard: 'AccessDenied',
    changed: '6',
  },
  {
    set: { missingKeyDenied: true },
    see: (plane) => reads(plane, 'nothing'),
    standard: 'NoSuchKey',
    changed: 'AccessDenied',
  },
];
