import type { Clock } from '../../model/clock.ts';
import type { JobDetails } from '../action/job.ts';
import { acknowledge } from './acknowledge.ts';
import { endLost, endUnreportable, type HeldJob } from './held-job.ts';
import { isUnreportable, type JobSource, type SourceJob } from './job-source.ts';
import { namesOf } from './ledger.ts';

export interface ClaimPorts {
  source: JobSource;
  clock: Clock;
}

/** A job that this worker, and no other, is to run and report. */
export interface ClaimedJob {
  job: SourceJob;
  /** Undefined when an earlier attempt acknowledged the job and CodePipeline no longer tells its details. */
  details: JobDetails | undefined;
}

/**
 * Makes the job ours: open, details, acknowledge. Anything but a claimed job has ended the lease.
 * - `lost`: the job is someone else's or gone, and is never reported.
 * - `unreportable`: CodePipeline does not accept what proves the job to be ours, so nobody can report it.
 * @throws when a service could not be asked; the message is tried again later.
 */
export async function claim(
  { source, clock }: ClaimPorts,
  held: HeldJob,
): Promise<ClaimedJob | 'lost' | 'unreportable'> {
  const { message, lease, redactor } = held;
  const job = await source.open(message, redactor);
  if (isUnreportable(job)) return endUnreportable(held, job.unreportable);
  const details = await job.details();
  if (details === 'not-found') {
    if (lease.entry.phase === 'queued') return endLost(held, 'CodePipeline does not know the job any more');
    return { job, details: undefined };
  }
  if (isUnreportable(details)) return endUnreportable(held, details.unreportable);
  lease.learn(namesOf(details.pipeline));
  // That of a custom action was made known when its message was read.
  const nonce = details.nonce ?? message.nonce;
  redactor.add(details.nonce);
  redactor.add(details.continuationToken);
  if (lease.entry.phase === 'running') return { job, details };

  const taken = await acknowledge(job, held, nonce, clock);
  if (taken === 'refused')
    return endLost(held, nonce ? 'another worker acknowledged the job' : 'its message had no nonce');
  if (isUnreportable(taken)) return endUnreportable(held, taken.unreportable);
  // The wait is the action's time. When it grows long, a new attempt has all of it.
  await lease.persist({ phase: 'running', losses: undefined, asked: undefined }, lease.shortPatience);
  return { job, details };
}
