import type { Clock } from '../../model/clock.ts';
import type { JobDetails } from '../action/job.ts';
import { acknowledge } from './acknowledge.ts';
import { endLost, endUnreportable, endWaiting, type HeldJob } from './held-job.ts';
import { isUnreportable, type JobSource, type SourceJob } from './job-source.ts';
import { namesOf } from './ledger.ts';
import type { LedgerReader } from './ports.ts';
import { momentOf } from './wait.ts';

export interface ClaimPorts {
  source: JobSource;
  clock: Clock;
  /** Knows when a round may start; the last word leaves it out, because it starts no round. */
  rounds?: LedgerReader | undefined;
  /** Is told what the job is of, before it is ours. */
  known?: ((details: JobDetails) => void) | undefined;
}

/** A job that this worker, and no other, is to run and report. */
export interface ClaimedJob {
  job: SourceJob;
  /** Undefined when an earlier attempt acknowledged the job and CodePipeline no longer tells its details. */
  details: JobDetails | undefined;
}

/**
 * Makes the job ours: open, details, acknowledge. Each result except a claimed job has ended the lease.
 * - `lost`: the job is someone else's or gone, and is never reported.
 * - `unreportable`: CodePipeline does not accept what proves the job to be ours, so nobody can report it.
 * - `waiting`: the job is ours, but its round must not start yet; its message is hidden until it may.
 * @throws when a service could not be asked; the message is tried again later.
 */
export async function claim(
  { source, clock, rounds, known }: ClaimPorts,
  held: HeldJob,
): Promise<ClaimedJob | 'lost' | 'unreportable' | 'waiting'> {
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
  known?.(details);
  // The redactor knows the nonce of a custom action since its message was read.
  const nonce = details.nonce ?? message.nonce;
  redactor.add(details.nonce);
  redactor.add(details.continuationToken);
  const { phase } = lease.entry;
  if (phase === 'running' || phase === 'waiting') return { job, details };

  // This read comes before the acknowledge: when the ledger cannot be reached, the job stays on offer.
  const notBefore = rounds && (await momentOf(rounds, message, job, details));
  const taken = await acknowledge(job, held, nonce, clock);
  if (taken === 'refused')
    return endLost(held, nonce ? 'another worker acknowledged the job' : 'its message had no nonce');
  if (isUnreportable(taken)) return endUnreportable(held, taken.unreportable);
  if (notBefore !== undefined && notBefore > clock.now()) return await endWaiting(held, notBefore);
  // To wait for the ledger takes time from the action. After a long wait, a new attempt has the whole time again.
  await lease.persist({ phase: 'running', losses: undefined, asked: undefined }, lease.shortPatience);
  return { job, details };
}
