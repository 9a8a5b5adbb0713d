import type { JobDetails, PolledJob } from '../action/job.ts';
import type { Continues } from '../action/outcome.ts';
import { unspill } from './continuation.ts';
import type { SourceJob } from './job-source.ts';
import type { LedgerReader, Log } from './ports.ts';
import { chainOf, startOfRound } from './rounds.ts';

/** The same outcome, with a wait that is not longer than CodePipeline's limits allow. */
export function boundWait(
  outcome: Continues,
  { maxWait }: Pick<SourceJob, 'maxWait'>,
  now: number,
  log: Log,
): Continues {
  const { notBefore } = outcome;
  if (!notBefore || notBefore.getTime() - now <= maxWait) return outcome;
  const latest = new Date(now + maxWait);
  log.warn('the next round cannot wait that long, and starts sooner', { notBefore, latest });
  return { ...outcome, notBefore: latest };
}

/**
 * The moment before which the round of this job must not start, in epoch milliseconds, if the round before it named one. A
 * round whose state is gone does not wait: running its action reports that.
 * @throws when the ledger could not be asked.
 */
export async function momentOf(
  ledger: LedgerReader,
  message: PolledJob,
  job: SourceJob,
  details: JobDetails,
): Promise<number | undefined> {
  const { continuationToken } = details;
  if (continuationToken === undefined) return undefined;
  const state = await unspill(continuationToken, ledger).catch(({ cause }) => {
    if (cause !== undefined) throw cause;
    return undefined;
  });
  return state === undefined ? undefined : startOfRound(ledger, chainOf(message, job, details), state);
}
