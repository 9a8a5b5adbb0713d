import type { Clock } from '../../model/clock.ts';
import { LOGGED_BY_ACTION } from '../../model/log-lines.ts';
import type { RoundLimits } from '../../model/round-limits.ts';
import type { JobDetails } from '../action/job.ts';
import { type AnyOutcome, failed } from '../action/outcome.ts';
import { openArtifactAccess } from './artifact-access.ts';
import { authorLog } from './author-log.ts';
import type { ClaimedJob } from './claim.ts';
import { unspill } from './continuation.ts';
import { endsBefore } from './deadline.ts';
import { failureFrom } from './failure.ts';
import type { HeldJob } from './held-job.ts';
import type { Ledger } from './ports.ts';
import { showPublished } from './published.ts';
import { keepWhileAtWork } from './redactors-at-work.ts';
import { createMemory } from './remember.ts';
import { type Patience, repeat } from './repeat.ts';
import { chainOf, countRound } from './rounds.ts';
import { nextRun, type Run } from './runs.ts';
import { followTransfers } from './transfers.ts';
import { boundWait } from './wait.ts';
import type { Workplace } from './workplace.ts';

export interface WorkPorts {
  ledger: Ledger;
  clock: Clock;
  /** How long an action may go on from round to round; `roundLimits` when left out. */
  limits?: RoundLimits | undefined;
}

/** What one run of a claimed job needs to know about its job and its invocation. */
export interface RunContext extends HeldJob {
  /** Epoch milliseconds at which the Lambda is killed. */
  killedAt: number;
}

/**
 * Does the work of a claimed job. Everything that happens becomes an outcome, with these exceptions:
 * @throws LeaseLost when another worker has taken the job over, because then there is nothing to report; Error when the run
 * could not be counted in the ledger before it began, so that another attempt makes it.
 */
export async function runAt(
  ports: WorkPorts,
  claimed: ClaimedJob,
  context: RunContext & { workplace: Workplace },
): Promise<AnyOutcome> {
  const { details } = claimed;
  const { jobId } = context.message;
  if (!details) {
    return failed(
      'SystemUnavailable',
      `An attempt at job ${jobId} was cut short, and CodePipeline no longer tells the details for another one.`,
    );
  }
  const next = nextRun(context.lease, context.log);
  if ('kind' in next) return next;
  try {
    return await runAction(ports, { ...claimed, details }, { ...context, next });
  } catch (error) {
    context.lease.lost.throwIfAborted();
    next.requireCounted();
    context.log.error('the job failed', { error });
    return failureFrom(error, jobId);
  }
}

async function runAction(
  ports: WorkPorts,
  { job, details: claimed }: ClaimedJob & { details: JobDetails },
  { message, lease, log, redactor, killedAt, workplace, next }: RunContext & { workplace: Workplace; next: Run },
): Promise<AnyOutcome> {
  const { nonce, credentials, accountId, continuationToken: token, ...details } = claimed;
  const chain = chainOf(message, job, claimed);
  using deadline = endsBefore(killedAt, ports.clock);
  const until = Math.min(deadline.callsUntil, lease.patience.until);
  const patience: Patience = { ...lease.patience, until };
  const read = (jobId: string) => repeat(() => ports.ledger.read(jobId), patience);
  const continuationToken = token && (await unspill(token, { read }));
  // The claim told the redactor the token; the state that it stands for may be another text.
  if (continuationToken !== token) redactor.add(continuationToken);

  const over = new AbortController();
  const transfers = followTransfers(log, ports.clock);
  const signal = AbortSignal.any([deadline.signal, lease.lost]);
  const performance = workplace.perform(
    {
      clientId: chain.clientId,
      details,
      continuationToken,
      remembered: lease.entry.remembered,
      attempt: next.number,
      folder: workplace.folder,
    },
    {
      access: openArtifactAccess(job, claimed, { signal, transfers, patience }),
      log: authorLog(log.with(LOGGED_BY_ACTION), redactor),
      follow: (work) => keepWhileAtWork(redactor, work),
      redact: redactor.redact,
      async hide(secrets) {
        for (const secret of secrets) redactor.add(secret);
      },
      begin: next.begin,
      remember: createMemory(lease, redactor, patience),
      over: over.signal,
    },
  );

  try {
    const outcome = await deadline.race(performance, lease.lost);
    if (continuationToken) showPublished(redactor, continuationToken, outcome.externalExecutionId);
    if (outcome.kind !== 'continues') return outcome;
    const round = boundWait(outcome, job, ports.clock.now(), log);
    return await repeat(() => countRound(ports, chain, continuationToken, round), patience).catch((error) => {
      lease.lost.throwIfAborted();
      // The outcome is told all the same: another run for it would do the action's work twice, and a round that comes too soon
      // can continue again.
      log.warn('could not count the rounds of the action; the next one may start before its moment', { error });
      return round;
    });
  } finally {
    over.abort(new Error('the job is over'));
    await deadline.settled(performance);
    transfers.end();
  }
}
