import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { ApiError } from './api-error.ts';
import { dispatchJobs } from './jobs/dispatch-jobs.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

interface Input {
  actionTypeId: ActionTypeId;
  maxBatchSize?: number;
}

/** Answers the ids of partners' jobs to work on, and nothing secret. */
export function pollForThirdPartyJobs(store: JobStore, body: unknown): object {
  const { actionTypeId, maxBatchSize: most } = checkInput<Input>('PollForThirdPartyJobs', body);
  return store.work((work) => {
    if (actionTypeId.owner === 'Custom' || work.actionTypes.find(actionTypeId) === undefined) {
      throw new ApiError(
        'ActionTypeNotFoundException',
        `Action type ${actionTypeName(actionTypeId)} is not available.`,
      );
    }
    const jobs = dispatchJobs(work, { actionTypeId, most });
    return { jobs: jobs.map(({ jobId, definition }) => ({ clientId: definition.clientId, jobId })) };
  });
}
