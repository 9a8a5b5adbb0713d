import type { CredentialIssuer } from '../http/credentials.ts';
import type { JobRequest } from './jobs/authorize.ts';
import { describeJob } from './jobs/describe-job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers everything a worker needs for a partner's job, with fresh artifact credentials. */
export function getThirdPartyJobDetails(store: JobStore, issuer: CredentialIssuer, body: unknown): object {
  const request = checkInput<JobRequest>('GetThirdPartyJobDetails', body);
  const { job, data } = describeJob(store, issuer, request);
  return { jobDetails: { id: job.jobId, data, nonce: job.nonce } };
}
