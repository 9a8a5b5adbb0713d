import type { CredentialIssuer } from '../../http/credentials.ts';
import { ApiError } from '../api-error.ts';
import type { Settings } from '../rules.ts';
import { authorize, type JobRequest } from './authorize.ts';
import { isCustom, type StoredJob } from './job.ts';
import { createJobData } from './job-data.ts';
import { isFinished } from './job-status.ts';
import type { JobStore } from './job-store.ts';

/** A job as its worker may see it. */
interface DescribedJob {
  job: StoredJob;
  /** In the form of the API, with fresh credentials. */
  data: object;
}

/** Gives the details of a job to a worker that may have them. @throws ApiError JobNotFoundException, InvalidClientTokenException, InvalidJobException */
export function describeJob(store: JobStore, issuer: CredentialIssuer, request: JobRequest): DescribedJob {
  return store.work((work) => {
    const job = authorize(work, request, (found) => checkDescribable(found, work.settings));
    return { job, data: createJobData(job, issuer, work.settings) };
  });
}

function checkDescribable(job: StoredJob, { detailsAfterAcknowledge, detailsOfFinishedJob }: Settings): void {
  const refuse = (reason: string) => {
    // GetJobDetails has no InvalidJobException.
    const code = isCustom(job) ? 'JobNotFoundException' : 'InvalidJobException';
    throw new ApiError(code, `The details of the job are not available: ${reason}.`);
  };
  if (job.nonce === undefined) refuse('no poll has handed it out yet');
  if (job.status === 'InProgress' && !isCustom(job) && detailsAfterAcknowledge === 'refused') {
    refuse('it has been acknowledged');
  }
  if (isFinished(job) && detailsOfFinishedJob === 'refused') refuse(`it is ${job.status}`);
}
