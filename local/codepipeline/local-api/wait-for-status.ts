import { isFinished, type JobStatus } from '../jobs/job-status.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { findJob } from './find-job.ts';

/**
 * Resolves once a job has had one of these statuses, now or earlier.
 * @throws UnknownJob; Error when the job ends without one of them, or the signal fires first.
 */
export async function waitForStatus(
  store: JobStore,
  jobId: string,
  statuses: readonly JobStatus[],
  closed: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const see = (status: JobStatus) => {
    if (statuses.includes(status)) resolve();
    else if (isFinished({ status }))
      reject(new Error(`Job ${jobId} is ${status} and never was ${statuses.join(' or ')}`));
  };
  const close = () => reject(new Error('The control plane was closed'));
  const stop = store.onChange((change) => change.jobId === jobId && see(change.status));
  closed.addEventListener('abort', close);
  try {
    for (const { status } of findJob(store, jobId).transitions) see(status);
    await promise;
  } finally {
    stop();
    closed.removeEventListener('abort', close);
  }
}
