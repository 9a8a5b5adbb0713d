import type { MetricName } from '../../model/metrics.ts';
import { unseal } from '../../model/seal.ts';
import type { AnyOutcome } from '../action/outcome.ts';
import { decide } from './decide.ts';
import { endReported, endUnreportable, type HeldJob } from './held-job.ts';
import { isUnreportable, type JobSource, type PutAnswer, type SourceJob } from './job-source.ts';
import type { DecidedOutcome } from './ports.ts';
import { repeat } from './repeat.ts';

export interface ReportPorts {
  source: JobSource;
  /** Has the poller look for the next round of an action soon. */
  expectRound?: (() => Promise<void>) | undefined;
}

type Reported = 'reported' | 'unreportable';

/**
 * Writes the outcome into the ledger and then reports it: if the worker dies in between, the next attempt only has to report.
 * Both are repeated until shortly before the worker is killed, because the work of an action must not be lost while the
 * ledger cannot be reached.
 * @throws LeaseLost when another worker has taken the job over; then nothing was reported.
 */
export async function decideAndReport(held: HeldJob, job: SourceJob, outcome: AnyOutcome): Promise<Reported> {
  const key = job.sealingKey(held.message.jobId);
  const { decided, spilled } = decide(outcome, held, { key, takesVariables: job.takesVariables });
  await held.lease.settle({ phase: 'decided', outcome: decided, spilled });
  return report(held, job, decided, key);
}

/**
 * Reports what an earlier attempt decided. The answer is `unreadable` when its continuation token can no longer be read,
 * because the source's secret has changed: then the action has to run again.
 */
export async function reportDecided(
  { source }: ReportPorts,
  held: HeldJob,
  decided: DecidedOutcome,
): Promise<Reported | 'unreadable'> {
  const { message, lease, redactor } = held;
  const job = await source.open(message, redactor);
  if (isUnreportable(job)) return endUnreportable(held, job.unreportable);
  const key = job.sealingKey(message.jobId);
  if (decided.kind === 'succeeded' && decided.sealedToken !== undefined) {
    const token = unseal(decided.sealedToken, key);
    if (token === undefined) {
      await lease.change({ phase: 'running', outcome: undefined });
      return 'unreadable';
    }
    redactor.add(token);
  }
  return report(held, job, decided, key);
}

/** What the customer reads when a result breaks a rule of the service that we do not know of. */
const REFUSED_RESULT: DecidedOutcome = {
  kind: 'failed',
  failure: { type: 'JobFailed', message: 'The action ended, but CodePipeline refused the form of its result.' },
};

/** @param key The key with which the outcome was sealed, even if the source's secret has changed since. */
async function report(held: HeldJob, job: SourceJob, decided: DecidedOutcome, key: Buffer): Promise<Reported> {
  let told = decided;
  let answer = await putPatiently(held, job, told, key);
  if (answer === 'invalid') {
    held.log.error('CodePipeline refused the result', { kind: told.kind });
    told = REFUSED_RESULT;
    await held.lease.settle({ phase: 'decided', outcome: told });
    answer = await putPatiently(held, job, told, key);
  }
  if (answer === 'invalid') return endUnreportable(held, answer);
  if (isUnreportable(answer)) return endUnreportable(held, answer.unreportable);
  const result = told.kind === 'failed' ? told.failure : told.executionDetails;
  // An earlier attempt that got no answer may have put this same result.
  return endReported(held, answer === 'closed' ? 'ResultsRejected' : metricOf(told), result);
}

const putPatiently = ({ lease, log }: HeldJob, job: SourceJob, told: DecidedOutcome, key: Buffer): Promise<PutAnswer> =>
  repeat(
    () =>
      put(job, told, key).catch((error) => {
        log.warn('could not report the result, will try again', { error });
        throw error;
      }),
    lease.patience,
  );

function put(job: SourceJob, told: DecidedOutcome, key: Buffer): Promise<PutAnswer> {
  if (told.kind === 'failed') return job.fail(told.failure);
  const { executionDetails, sealedToken, currentRevision: revision, variables } = told;
  const created = revision?.created;
  return job.succeed({
    executionDetails,
    ...(sealedToken !== undefined && { continuationToken: unseal(sealedToken, key) }),
    ...(revision && { currentRevision: { ...revision, created: created === undefined ? created : new Date(created) } }),
    ...(variables && { outputVariables: variables }),
  });
}

const metricOf = (told: DecidedOutcome): MetricName =>
  told.kind === 'failed' ? 'JobsFailed' : told.sealedToken === undefined ? 'JobsSucceeded' : 'JobsContinued';
