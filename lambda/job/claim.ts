import type { JobDetails, PolledJob } from './job.ts';
import type { Lease } from './lease.ts';
import type { Clients, Clock, CodePipelineJobs, Log } from './ports.ts';
import type { Redactor } from './redactor.ts';

export interface ClaimPorts {
  jobs: CodePipelineJobs;
  clients: Clients;
  clock: Clock;
}

/** A job that this worker, and no other, is to run and report. */
export interface ClaimedJob {
  /** Undefined when an earlier attempt acknowledged the job and CodePipeline no longer tells its details. */
  details: JobDetails | undefined;
  clientToken: string;
}

/** How often a claim asks again after a lost answer; then the message waits for its next attempt. */
const ACKNOWLEDGE_TRIES = 4;

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

  const taken = await acknowledge(ports, job, details.nonce, answer.clientToken, lease, redactor);
  if (taken === 'refused') return endLost(lease, log, 'another worker acknowledged the job');
  if (taken === 'token-refused') return endUnreportable(lease, log, taken);
  await lease.change({ phase: 'running' });
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

/**
 * Acknowledges, knowing what a refusal means: if an earlier attempt may have acknowledged already, or an answer to
 * this one was lost, the refusal is about our own acknowledge and the job is ours. A nonce that has changed since the
 * details were read only means that the job was offered anew. Gives the client token that is good.
 */
async function acknowledge(
  { jobs, clients, clock }: ClaimPorts,
  { clientId, jobId }: PolledJob,
  firstNonce: string,
  clientToken: string,
  lease: Lease,
  redactor: Redactor,
): Promise<{ clientToken: string } | 'refused' | 'token-refused'> {
  let nonce = firstNonce;
  let token = clientToken;
  let maybeAcknowledged = lease.entry.phase === 'claiming';
  const takeBack = async () => {
    if (!maybeAcknowledged) await lease.change({ phase: 'queued' });
  };
  const leaveToNextAttempt = async (error: unknown): Promise<never> => {
    await takeBack();
    throw error;
  };
  const send = async () => {
    const answer = await jobs.acknowledge(jobId, nonce, token);
    if (answer !== 'token-refused') return answer;
    // It may have been rotated since the details were read.
    const client = await clients.token(clientId, { fresh: true }).catch(leaveToNextAttempt);
    if (typeof client === 'string') return answer;
    token = client.token;
    redactor.add(token);
    return jobs.acknowledge(jobId, nonce, token);
  };

  await lease.change({ phase: 'claiming' });
  for (let tried = 1; ; tried++) {
    const answer = await send();
    if (answer === 'in-progress') return { clientToken: token };
    if (answer === 'refused') {
      const again = await jobs.details(jobId, token).catch(leaveToNextAttempt);
      const isOfferedAnew = typeof again === 'object' && again.nonce !== nonce && tried < ACKNOWLEDGE_TRIES;
      if (!isOfferedAnew) return maybeAcknowledged ? { clientToken: token } : answer;
      nonce = again.nonce;
      redactor.add(nonce);
      continue;
    }
    if (answer === 'token-refused') {
      await takeBack();
      return answer;
    }
    maybeAcknowledged ||= answer === 'no-answer';
    if (tried === ACKNOWLEDGE_TRIES) {
      return leaveToNextAttempt(
        new Error(`AcknowledgeThirdPartyJob was tried ${tried} times without an answer (last: ${answer})`),
      );
    }
    await clock.sleep(2 ** tried * 100);
  }
}

async function endLost(lease: Lease, log: Log, reason: string): Promise<'lost'> {
  await lease.end({ phase: 'lost' });
  log.count('JobsLost', { reason });
  return 'lost';
}

/** Parks the job where it is; who puts its client right can have it go on from there. */
export async function endUnreportable(lease: Lease, log: Log, reason: string): Promise<'unreportable'> {
  await lease.end({ phase: 'unreportable', stoppedIn: lease.entry.phase });
  log.count('JobsUnreportable', { reason });
  return 'unreportable';
}
