import { acknowledgeJob } from './jobs/acknowledge-job.ts';
import type { JobRequest } from './jobs/authorize.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers the job's status; a worker that reads InProgress has the job. */
export function acknowledgeThirdPartyJob(store: JobStore, body: unknown): object {
  const request = checkInput<JobRequest & { nonce: string }>('AcknowledgeThirdPartyJob', body);
  return { status: acknowledgeJob(store, request) };
}
