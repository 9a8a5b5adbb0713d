import { ApiError } from '../api-error.ts';
import type { Settings } from '../rules.ts';
import { authorize, type JobRequest } from './authorize.ts';
import type { StoredJob } from './job.ts';
import { isFinished, type JobStatus } from './job-status.ts';
import type { JobStore } from './job-store.ts';
import type { JobWork } from './job-work.ts';

/**
 * Gives a dispatched job to the worker that shows its nonce.
 * @returns InProgress when the caller has the job now; any other status means that it has not.
 * @throws ApiError JobNotFoundException, InvalidClientTokenException, InvalidNonceException
 */
export function acknowledgeJob(store: JobStore, request: JobRequest & { nonce: string }): JobStatus {
  return store.work((work) => {
    const job = authorize(work, request, (found) => {
      checkNonce(found, request.nonce, work.settings);
      checkOffer(found, work);
    });
    return job.status === 'Dispatched' ? work.move(job, 'InProgress').status : job.status;
  });
}

function checkNonce(job: StoredJob, nonce: string, settings: Settings): void {
  if (job.nonce !== nonce || !isAnswered(job, settings)) {
    throw new ApiError(
      'InvalidNonceException',
      'The nonce is not current: the job has been claimed or handed out again.',
    );
  }
}

function checkOffer(job: StoredJob, { now, settings: { nonceLapsesAfterMilliseconds: lapsesAfter } }: JobWork): void {
  if (lapsesAfter === 0 || job.status !== 'Dispatched' || now < job.since + lapsesAfter) return;
  throw new ApiError('InvalidNonceException', 'The nonce is no longer taken: nobody acknowledged the job in time.');
}

function isAnswered(job: StoredJob, { acknowledgeTwiceWithSameNonce, acknowledgeFinishedJob }: Settings): boolean {
  if (job.status === 'InProgress') return acknowledgeTwiceWithSameNonce === 'accepted';
  return isFinished(job) ? acknowledgeFinishedJob === 'answered' : true;
}
