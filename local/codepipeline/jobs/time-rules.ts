import type { Job } from './job.ts';
import type { JobWork } from './job-work.ts';

/**
 * Does to the jobs what time alone does: queues and times out those that are due, as of the moment they were due, and
 * forgets finished ones whose retention is over. No timer runs; every call on the jobs does this first.
 */
export function applyTimeRules(work: JobWork): void {
  const { jobs, settings, now } = work;
  for (const job of jobs.available(now)) work.move(job, 'Queued', job.availableAt);
  for (const job of overdue(work)) {
    // A setting may have been lowered after the deadline it now gives.
    work.move(job, 'TimedOut', Math.max(clockStart(work, job) + settings.jobTimeoutSeconds * 1000, job.since));
  }
  const finished = jobs.unchanged(now - settings.retentionSeconds * 1000, ['Succeeded', 'Failed', 'TimedOut']);
  for (const { jobId } of finished) jobs.remove(jobId);
}

function overdue({ jobs, settings, now }: JobWork): Job[] {
  const startedBy = now - settings.jobTimeoutSeconds * 1000;
  return settings.timeoutClockStartsAt === 'queued'
    ? jobs.queuedBy(startedBy, ['Queued', 'Dispatched', 'InProgress'])
    : jobs.unchanged(startedBy, ['InProgress']);
}

const clockStart = ({ settings }: JobWork, job: Job) =>
  (settings.timeoutClockStartsAt === 'queued' ? job.queuedAt : undefined) ?? job.since;
