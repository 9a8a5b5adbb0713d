import type { ActionTypeId } from '../../model/action-type.ts';
import { dispatchJobs } from './jobs/dispatch-jobs.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

interface Input {
  actionTypeId: ActionTypeId;
  maxBatchSize?: number;
}

/** Answers the ids of jobs to work on, and nothing secret. */
export function pollForThirdPartyJobs(store: JobStore, body: unknown): object {
  const { actionTypeId, maxBatchSize } = checkInput<Input>('PollForThirdPartyJobs', body);
  const jobs = dispatchJobs(store, actionTypeId, maxBatchSize);
  return { jobs: jobs.map(({ jobId, definition }) => ({ clientId: definition.clientId, jobId })) };
}
