import { type Failed, failed } from '../action/outcome.ts';
import type { Lease } from './lease.ts';
import type { Log } from './ports.ts';

/** How often an action is run for one job: whatever cut it short so often would do so again. */
export const MAX_RUNS = 3;

/**
 * Counts a run of the action before it begins, or gives the job up.
 * @returns the failure that the customer reads instead of another run.
 * @throws when the run cannot be counted: then it must not begin, and the job is left to another attempt.
 */
export async function countRun(lease: Lease, log: Log): Promise<Failed | undefined> {
  const { runs } = lease.entry;
  if (runs >= MAX_RUNS) return giveUp(lease, log);
  // The wait is the action's time. When it grows long, a new attempt has all of it.
  await lease.persist({ runs: runs + 1 }, lease.shortPatience);
  return undefined;
}

/** The failure of a job that no worker brings to its end. */
export function giveUp({ entry: { jobId, runs } }: Lease, log: Log): Failed {
  log.count('JobsGivenUp', { runs });
  const what = runs === 0 ? 'no attempt came as far as its action' : `${runs} attempts ended without a result`;
  return failed(
    'SystemUnavailable',
    `Job ${jobId} was given up: ${what}. Run the action again; ` +
      'if this repeats, its provider can find the cause in its logs under the job ID.',
  );
}
