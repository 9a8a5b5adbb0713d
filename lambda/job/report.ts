import type { MetricName } from '../../model/metrics.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { PolledJob } from '../action/job.ts';
import type { Outcome } from '../action/outcome.ts';
import { endUnreportable } from './claim.ts';
import { keyFrom, unseal } from './continuation.ts';
import { decide } from './decide.ts';
import type { Lease } from './lease.ts';
import type { Clients, CodePipelineJobs, DecidedOutcome, Log, PutAnswer } from './ports.ts';
import { repeat } from './repeat.ts';

export interface ReportPorts {
  jobs: CodePipelineJobs;
  clients: Clients;
}

/**
 * Writes the outcome into the ledger and then reports it, so that a worker that dies in between leaves an outcome that
 * the next attempt only has to report. Both are repeated until shortly before the worker is killed: what an action has
 * done cannot be undone by a ledger that is away.
 * @throws LeaseLost when another worker has taken the job over; then nothing was reported.
 */
export async function decideAndReport(
  ports: ReportPorts,
  job: PolledJob,
  outcome: Outcome,
  clientToken: string,
  lease: Lease,
  log: Log,
  redactor: Redactor,
): Promise<void> {
  const { decided, spilled } = decide(outcome, job.jobId, clientToken, redactor, log);
  await lease.settle({ phase: 'decided', outcome: decided, spilled });
  await put(ports, job, decided, clientToken, lease, log);
}

/**
 * Reports what an earlier attempt decided. `unreadable` when its continuation token can no longer be read, because the
 * client token was rotated in between: the action has to run again.
 */
export async function reportDecided(
  ports: ReportPorts,
  job: PolledJob,
  decided: DecidedOutcome,
  lease: Lease,
  log: Log,
  redactor: Redactor,
): Promise<'reported' | 'unreadable'> {
  const client = await ports.clients.token(job.clientId);
  if (typeof client === 'string') {
    await endUnreportable(lease, log, client);
    return 'reported';
  }
  redactor.add(client.token);
  if (decided.kind === 'succeeded' && decided.sealedToken !== undefined) {
    const token = unseal(decided.sealedToken, keyFrom(client.token, job.jobId));
    if (token === undefined) {
      await lease.change({ phase: 'running', outcome: undefined });
      return 'unreadable';
    }
    redactor.add(token);
  }
  await put(ports, job, decided, client.token, lease, log);
  return 'reported';
}

/** What the customer reads when a result breaks a rule of the service that we do not know of. */
const REFUSED_RESULT: DecidedOutcome = {
  kind: 'failed',
  failure: { type: 'JobFailed', message: 'The action ended, but CodePipeline refused the form of its result.' },
};

async function put(
  ports: ReportPorts,
  job: PolledJob,
  decided: DecidedOutcome,
  clientToken: string,
  lease: Lease,
  log: Log,
): Promise<void> {
  const answer = await repeat(
    () =>
      sendWithGoodToken(ports, job, decided, clientToken).catch((error) => {
        log.warn('could not report the result, will try again', { error });
        throw error;
      }),
    lease.patience,
  );
  if (answer === 'token-refused' || (answer === 'invalid' && decided === REFUSED_RESULT)) {
    await endUnreportable(lease, log, answer);
    return;
  }
  if (answer === 'invalid') {
    log.error('CodePipeline refused the result', { kind: decided.kind });
    await lease.settle({ phase: 'decided', outcome: REFUSED_RESULT });
    return put(ports, job, REFUSED_RESULT, clientToken, lease, log);
  }
  await lease.end({ phase: 'reported' });
  const result = decided.kind === 'failed' ? decided.failure : decided.executionDetails;
  // The result that closed the job may be this very one, put by an attempt that never heard the answer.
  log.count(answer === 'closed' ? 'ResultsRejected' : metricOf(decided), { result });
}

async function sendWithGoodToken(
  { jobs, clients }: ReportPorts,
  { clientId, jobId }: PolledJob,
  decided: DecidedOutcome,
  clientToken: string,
): Promise<PutAnswer> {
  const answer = await send(jobs, jobId, decided, clientToken);
  if (answer !== 'token-refused') return answer;
  const client = await clients.token(clientId, { fresh: true });
  // The sealed token opens with the token it was sealed with, whatever token the call is made with.
  return typeof client === 'string' ? answer : send(jobs, jobId, decided, client.token, clientToken);
}

function send(
  jobs: CodePipelineJobs,
  jobId: string,
  decided: DecidedOutcome,
  clientToken: string,
  sealedWith = clientToken,
): Promise<PutAnswer> {
  if (decided.kind === 'failed') return jobs.putFailure(jobId, clientToken, decided.failure);
  const continuationToken = decided.sealedToken && unseal(decided.sealedToken, keyFrom(sealedWith, jobId));
  return jobs.putSuccess(jobId, clientToken, { continuationToken, executionDetails: decided.executionDetails });
}

const metricOf = (decided: DecidedOutcome): MetricName =>
  decided.kind === 'failed' ? 'JobsFailed' : decided.sealedToken === undefined ? 'JobsSucceeded' : 'JobsContinued';
