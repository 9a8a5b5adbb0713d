import { LOCAL_ACCOUNT } from '../../model/local/services.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import { describeJob } from './jobs/describe-job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers what the poll told of a custom action's job, with fresh artifact credentials and without the nonce. */
export function getJobDetails(store: JobStore, issuer: CredentialIssuer, body: unknown): object {
  const { job, data } = describeJob(store, issuer, checkInput<{ jobId: string }>('GetJobDetails', body));
  return { jobDetails: { id: job.jobId, data, accountId: LOCAL_ACCOUNT } };
}
