import type { Redactor } from '../../model/redaction/redactor.ts';
import type { JobDetails, PolledJob } from '../action/job.ts';
import { type AcknowledgePorts, acknowledge } from './acknowledge.ts';
import type { Lease } from './lease.ts';
import type { Log } from './ports.ts';

export type ClaimPorts = AcknowledgePorts;

/** A job that this worker, and no other, is to run and report. */
export interface ClaimedJob {
  /** Undefined when an earlier attempt acknowledged the job and CodePipeline no longer tells its details. */
  details: JobDetails | undefined;
  clientToken: string;
}

/**
 * Makes the job ours: client token, details, acknowledge. Anything but a claimed job has ended the lease.
 * - `lost`: the job is someone else's or gone, and is never reported.
 * - `unreportable`: CodePipeline does not accept this customer's token from us, so nobody can report the job.
 * @throws when a service could not be asked; the message is tried again later.
 */
export async function claim(
  ports: ClaimPorts,
  job: PolledJob,
  lease: Lease,
  log: Log,
  redactor: Redactor,
): Promise<ClaimedJob | 'lost' | 'unreportable'> {
  const answer = await readDetails(ports, job, redactor);
  if (typeof answer === 'string') return endUnreportable(lease, log, answer);

  const { details } = answer;
  redactor.add(details?.nonce);
  redactor.add(details?.continuationToken);
  if (!details && lease.entry.phase === 'queued')
    return endLost(lease, log, 'CodePipeline does not know the job any more');
  if (!details || lease.entry.phase === 'running') return answer;

  const taken = await acknowledge(
    ports,
    { ...job, nonce: details.nonce, clientToken: answer.clientToken },
    lease,
    redactor,
  );
  if (taken === 'refused') return endLost(lease, log, 'another worker acknowledged the job');
  if (taken === 'token-refused') return endUnreportable(lease, log, taken);
  // The wait is the action's time. When it grows long, a new attempt has all of it.
  await lease.persist({ phase: 'running', losses: undefined }, lease.shortPatience);
  return { details, clientToken: taken.clientToken };
}

/** Asks with the client token that is good. Tells the redactor of it, and of the artifact credentials, new each time. */
export async function readDetails(
  { clients, jobs }: ClaimPorts,
  { clientId, jobId }: PolledJob,
  redactor: Redactor,
): Promise<ClaimedJob | 'unknown' | 'disabled' | 'refused' | 'token-refused'> {
  // A refused token is looked up once more: it may have been rotated since this worker read it.
  for (const fresh of [false, true]) {
    const client = await clients.token(clientId, { fresh });
    if (typeof client === 'string') return client;
    redactor.add(client.token);
    const details = await jobs.details(jobId, client.token);
    if (details === 'token-refused') continue;
    if (details === 'not-found') return { details: undefined, clientToken: client.token };
    for (const value of Object.values(details.credentials ?? {})) redactor.add(value);
    return { details, clientToken: client.token };
  }
  return 'token-refused';
}

async function endLost(lease: Lease, log: Log, reason: string): Promise<'lost'> {
  await lease.end({ phase: 'lost', losses: (lease.entry.losses ?? 0) + 1 });
  log.count('JobsLost', { reason });
  return 'lost';
}

/** Parks the job where it is; who puts its client right can have it go on from there. */
export async function endUnreportable(lease: Lease, log: Log, reason: string): Promise<'unreportable'> {
  await lease.end({ phase: 'unreportable', stoppedIn: lease.entry.phase });
  log.count('JobsUnreportable', { reason });
  return 'unreportable';
}
