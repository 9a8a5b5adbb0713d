import type { CredentialIssuer, SessionCredentials } from '../../http/credentials.ts';
import { ApiError } from '../api-error.ts';
import type { Settings } from '../rules.ts';
import { authorize, type JobRequest } from './authorize.ts';
import { isFinished, type Job } from './job.ts';
import type { JobStore } from './job-store.ts';

/** A job as its worker may see it. */
export interface DescribedJob {
  job: Job;
  nonce: string;
  /** Fresh ones at every call. */
  credentials: SessionCredentials;
}

/** @throws ApiError JobNotFoundException, InvalidClientTokenException, InvalidJobException */
export function describeJob(store: JobStore, issuer: CredentialIssuer, request: JobRequest): DescribedJob {
  return store.work((work) => {
    const job = authorize(work, request, (found) => checkDescribable(found, work.settings));
    const { bucketName, inputArtifacts, outputArtifacts, encryptionKey } = job.definition;
    const scope = {
      jobId: job.jobId,
      bucketName,
      readKeys: inputArtifacts.map(({ objectKey }) => objectKey),
      writeKeys: outputArtifacts.map(({ objectKey }) => objectKey),
      encryptionKeyId: encryptionKey?.id,
    };
    const credentials = issuer.issue(scope, work.settings.credentialLifetimeSeconds);
    return { job, nonce: job.nonce ?? '', credentials };
  });
}

function checkDescribable(job: Job, { detailsAfterAcknowledge, detailsOfFinishedJob }: Settings): void {
  const refuse = (reason: string) => {
    throw new ApiError('InvalidJobException', `The details of the job are not available: ${reason}.`);
  };
  if (job.nonce === undefined) refuse('no poll has handed it out yet');
  if (job.status === 'InProgress' && detailsAfterAcknowledge === 'refused') refuse('it has been acknowledged');
  if (isFinished(job) && detailsOfFinishedJob === 'refused') refuse(`it is ${job.status}`);
}
