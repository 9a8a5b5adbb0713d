import { ApiError } from '../api-error.ts';
import { isCustom, type StoredJob } from './job.ts';
import type { JobWork } from './job-work.ts';

/** What every call on one job carries: a client token if the call is one for partners, by the shape of its input. */
export interface JobRequest {
  jobId: string;
  clientToken?: string;
}

/**
 * The job, when it is one of these calls, the token is that of its client and its state is right.
 * @param checkState Throws when the job is not in a state for the call.
 * @throws ApiError JobNotFoundException, InvalidClientTokenException, or what `checkState` throws.
 */
export function authorize(work: JobWork, request: JobRequest, checkState: (job: StoredJob) => void): StoredJob {
  const { clientToken } = request;
  const job = work.jobs.find(request.jobId);
  if (job === undefined || isCustom(job) !== (clientToken === undefined)) {
    throw new ApiError('JobNotFoundException', 'There is no such job, or it finished too long ago to be known.');
  }
  if (clientToken === undefined) {
    checkState(job);
    return job;
  }
  const checks = [() => checkToken(work, job, clientToken), () => checkState(job)];
  if (work.settings.errorPrecedence === 'stateFirst') checks.reverse();
  for (const check of checks) check();
  return job;
}

function checkToken({ clients }: JobWork, job: StoredJob, clientToken: string): void {
  if (!clients.matches(job.definition.clientId ?? '', clientToken)) {
    throw new ApiError('InvalidClientTokenException', "The client token is not that of the job's client.");
  }
}
