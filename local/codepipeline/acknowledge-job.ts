import { acknowledgeJob as acknowledge } from './jobs/acknowledge-job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers the status of a custom action's job; a worker that reads InProgress has the job. */
export function acknowledgeJob(store: JobStore, body: unknown): object {
  return { status: acknowledge(store, checkInput<{ jobId: string; nonce: string }>('AcknowledgeJob', body)) };
}
