import { createNonce, type StoredJob } from './job.ts';
import type { WantedJobs } from './job-table.ts';
import type { JobWork } from './job-work.ts';

/**
 * Hands out jobs of an action type: queued ones, and ones that were handed out and not acknowledged in time.
 * @param wanted.most At least 1; the store's own limit applies too.
 */
export function dispatchJobs(
  work: JobWork,
  { most, ...wanted }: Pick<WantedJobs, 'actionTypeId' | 'having'> & { most: number | undefined },
): StoredJob[] {
  const { jobs, settings, now } = work;
  const dispatchedUntil = now - settings.redeliverySeconds * 1000;
  const batchSize = Math.min(most ?? settings.batchSizeCap, settings.batchSizeCap);
  return jobs.ready({ ...wanted, dispatchedUntil, most: batchSize }).map((job) => dispatch(work, job));
}

function dispatch(work: JobWork, job: StoredJob): StoredJob {
  const nonce = work.settings.nonceChangesAtDispatch ? createNonce() : (job.nonce ?? createNonce());
  return work.move({ ...job, nonce }, 'Dispatched');
}
