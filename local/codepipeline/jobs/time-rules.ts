import { isCustom, type StoredJob } from './job.ts';
import { FINAL_STATUSES } from './job-status.ts';
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
    work.move(job, 'TimedOut', Math.max(deadlineOf(work, job), job.since));
  }
  const finished = jobs.unchanged(now - settings.retentionSeconds * 1000, FINAL_STATUSES);
  for (const { jobId } of finished) jobs.remove(jobId);
}

function overdue({ jobs, settings, now }: JobWork): StoredJob[] {
  const partners =
    settings.timeoutClockStartsAt === 'queued'
      ? jobs.queuedTooLong(now, settings.jobTimeoutSeconds)
      : jobs.inProgressTooLong(now, settings.jobTimeoutSeconds);
  return [...partners, ...jobs.ofActionsBegun(now - settings.customActionTimeoutSeconds * 1000)];
}

function deadlineOf({ settings }: JobWork, job: StoredJob): number {
  const { actionStartedAt, jobTimeoutSeconds = settings.jobTimeoutSeconds } = job.definition;
  if (isCustom(job)) return actionStartedAt + settings.customActionTimeoutSeconds * 1000;
  const start = (settings.timeoutClockStartsAt === 'queued' ? job.queuedAt : undefined) ?? job.since;
  return start + jobTimeoutSeconds * 1000;
}
