import type { MetricName } from '../../model/metrics.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { PolledJob } from '../action/job.ts';
import type { Lease } from './lease.ts';
import type { Log } from './ports.ts';

/**
 * A job whose lease this worker holds. The functions below are the only ways in which the lease ends for good: claiming,
 * reporting and giving up call one of them.
 */
export interface HeldJob {
  readonly message: PolledJob;
  readonly lease: Lease;
  readonly log: Log;
  readonly redactor: Redactor;
}

/** The job is someone else's, or gone. It is never reported. */
export async function endLost({ lease, log }: HeldJob, reason: string): Promise<'lost'> {
  const { losses = 0, inVain } = lease.entry;
  // The attempt was not in vain: it learned that the job is not ours.
  await lease.end({ phase: 'lost', losses: losses + 1, inVain: inVain && inVain - 1 });
  log.count('JobsLost', { reason });
  return 'lost';
}

/** Stops the job where it is; an operator who corrects its client can have it go on from there. */
export async function endUnreportable({ lease, log }: HeldJob, reason: string): Promise<'unreportable'> {
  await lease.end({ phase: 'unreportable', stoppedIn: lease.entry.phase });
  // An operator disabled the client on purpose; any other reason is a problem that somebody has to solve.
  log.count(reason === 'disabled' ? 'JobsOfDisabledClients' : 'JobsUnreportable', { reason });
  return 'unreportable';
}

/** The job is ours, and its round starts later: nobody holds it until then. */
export async function endWaiting({ lease, log }: HeldJob, notBefore: number): Promise<'waiting'> {
  await lease.end({ phase: 'waiting', notBefore, losses: undefined, asked: undefined, inVain: undefined });
  log.info('the job waits for its moment', { notBefore: new Date(notBefore) });
  await lease
    .hideUntil(notBefore)
    .catch((error) => log.warn('could not hide the message of a job that waits; it comes back sooner', { error }));
  return 'waiting';
}

/** CodePipeline took the result, or no longer takes one. */
export async function endReported({ lease, log }: HeldJob, metric: MetricName, result: object): Promise<'reported'> {
  await lease.end({ phase: 'reported' });
  log.count(metric, { result });
  return 'reported';
}

/** No worker came as far as its acknowledge, so the job stays on offer and the poller queues it again. */
export async function leaveOnOffer({ lease, log }: HeldJob): Promise<void> {
  await lease.end();
  log.count('JobsGivenUp', { reason: 'no worker came as far as its acknowledge, so it is left on offer' });
}
