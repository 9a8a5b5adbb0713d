import { type Action, nameOf } from './action.ts';
import { openArtifactAccess } from './artifact-access.ts';
import type { ClaimedJob, ClaimPorts } from './claim.ts';
import type { Surroundings } from './configuration.ts';
import { unspill } from './continuation.ts';
import { createJob } from './create-job.ts';
import { endsBefore } from './deadline.ts';
import { failureFrom } from './failure.ts';
import type { JobDetails, PolledJob } from './job.ts';
import { type Lease, LeaseLost } from './lease.ts';
import { JobFailure, type Outcome } from './outcome.ts';
import type { Artifacts, Ledger, Log } from './ports.ts';
import type { Redactor } from './redactor.ts';
import { followTransfers } from './transfers.ts';

export interface RunPorts extends ClaimPorts {
  ledger: Ledger;
  artifacts: Artifacts;
  actions: readonly Action[];
  surroundings: Surroundings;
}

/** What one run needs to know of its invocation. */
export interface RunContext {
  lease: Lease;
  log: Log;
  redactor: Redactor;
  /** Epoch milliseconds at which the Lambda is killed. */
  killedAt: number;
}

/**
 * Does the work of a claimed job. Whatever happens in it becomes an outcome, save one thing:
 * @throws LeaseLost when another worker has taken the job over, for then there is nothing to report.
 */
export async function run(ports: RunPorts, job: PolledJob, claimed: ClaimedJob, context: RunContext): Promise<Outcome> {
  try {
    if (!claimed.details) {
      throw new JobFailure(
        'SystemUnavailable',
        `An attempt at job ${job.jobId} was cut short, and CodePipeline no longer tells the details for another one.`,
      );
    }
    return await runAction(ports, job, claimed.details, context);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    context.log.error('the job failed', { error });
    return failureFrom(error, job.jobId);
  }
}

async function runAction(
  ports: RunPorts,
  polled: PolledJob,
  details: JobDetails,
  { lease, log, redactor, killedAt }: RunContext,
): Promise<Outcome> {
  const action = actionFor(ports.actions, details);
  const configuration = parseSecretly(action, details.configuration, ports.surroundings, redactor);
  const continuationToken = details.continuationToken && (await unspill(details.continuationToken, ports.ledger));
  // The token itself was made known by the claim; what it stands for may be something else.
  if (continuationToken !== details.continuationToken) redactor.add(continuationToken);

  using deadline = endsBefore(killedAt, ports.clock);
  const signal = AbortSignal.any([deadline.signal, lease.lost]);
  const transfers = followTransfers(log, ports.clock);
  const access = openArtifactAccess(ports, polled, details, redactor, signal, transfers);
  const { job, progress, outputs } = createJob({
    details,
    clientId: polled.clientId,
    configuration,
    continuationToken,
    artifacts: ports.artifacts,
    access,
    lease,
    log,
    redactor,
  });

  try {
    const outcome = await deadline.race(action.run(job), lease.lost);
    if (outcome.kind === 'succeeded') outputs.requireFinished();
    // Actions often hand their external id on as the token; one that is published is no secret.
    if (continuationToken && outcome.externalExecutionId === continuationToken) redactor.forget(continuationToken);
    return outcome.kind === 'continues' ? { ...progress(), ...outcome } : outcome;
  } finally {
    await outputs.abortUnfinished();
    transfers.end();
  }
}

function actionFor(actions: readonly Action[], details: JobDetails): Action {
  const wanted = nameOf(details.actionTypeId);
  const action = actions.find(({ type }) => nameOf(type) === wanted);
  if (!action) {
    throw new JobFailure(
      'SystemUnavailable',
      `The worker that took this job does not serve the action type ${wanted}.`,
    );
  }
  return action;
}

/** Tells the redactor the secret values first, so that not even a complaint about them can show them. */
function parseSecretly(
  action: Action,
  values: Record<string, string>,
  surroundings: Surroundings,
  redactor: Redactor,
): unknown {
  for (const [name, value] of Object.entries(values)) {
    if (action.configuration[name]?.secret !== false) redactor.add(value);
  }
  return action.parse(values, surroundings);
}
