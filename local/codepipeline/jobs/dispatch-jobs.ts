import { type ActionTypeId, actionTypeName } from '../../../model/action-type.ts';
import { ApiError } from '../api-error.ts';
import { createNonce, type Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { JobWork } from './job-work.ts';

/**
 * Hands out jobs of an action type: queued ones, and ones that were handed out and not acknowledged in time.
 * @param most At least 1; the store's own cap applies beside it.
 * @throws ApiError ActionTypeNotFoundException
 */
export function dispatchJobs(store: JobStore, actionTypeId: ActionTypeId, most: number | undefined): Job[] {
  return store.work((work) => {
    const { jobs, settings, now } = work;
    if (!jobs.isRegistered(actionTypeId)) {
      throw new ApiError(
        'ActionTypeNotFoundException',
        `Action type ${actionTypeName(actionTypeId)} is not available.`,
      );
    }
    const batchSize = Math.min(most ?? settings.batchSizeCap, settings.batchSizeCap);
    return jobs
      .ready(actionTypeId, now - settings.redeliverySeconds * 1000, batchSize)
      .map((job) => dispatch(work, job));
  });
}

function dispatch(work: JobWork, job: Job): Job {
  const nonce = work.settings.nonceChangesAtDispatch ? createNonce() : (job.nonce ?? createNonce());
  return work.move({ ...job, nonce }, 'Dispatched');
}
