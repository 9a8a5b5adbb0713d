import type { StoredJob } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';

/** There is no such job, or its retention is over. */
export class UnknownJob extends Error {
  override readonly name = 'UnknownJob';

  constructor() {
    super('There is no such job, or it finished too long ago to be known');
  }
}

/** Finds a job that a call below `/_local/` names. @throws UnknownJob */
export function findJob(store: JobStore, jobId: string): StoredJob {
  const job = store.work(({ jobs }) => jobs.find(jobId));
  if (job === undefined) throw new UnknownJob();
  return job;
}
