import { type Failed, failed } from '../action/outcome.ts';
import type { Lease } from './lease.ts';
import type { LedgerEntry, Log } from './ports.ts';
import { repeat } from './repeat.ts';

/** How often an action is run for one job: whatever cut it short so often would do so again. */
export const MAX_RUNS = 3;

/**
 * How often workers try in vain to come to the action of a custom action's job. Each offer of it brings a message of its own, so
 * that no message is received often enough to come to the dead letters: the poller sends it there, from the next offer on.
 */
export const MAX_IN_VAIN = 20;

/** Whether a custom action's job is the last word's: what a worker does before its action may be what every one of them dies of. */
export const isForLastWord = ({ inVain = 0 }: LedgerEntry, maxInVain = MAX_IN_VAIN): boolean => inVain >= maxInVain;

/** Whether the job was taken only to report that nobody comes to its action. */
export const isHopeless = ({ entry: { inVain = 0 }, maxInVain = MAX_IN_VAIN }: Lease): boolean => inVain > maxInVain;

/** One run of an action, which is counted in the ledger at the last moment before it begins. */
export interface Run {
  readonly number: number;
  /**
   * Counts the run, with a lease of full length in the same write: whoever was frozen for longer than its lease learns here
   * that another worker has the job. May be asked again, and counts once.
   * @returns the milliseconds in which the run may begin.
   * @throws when the run cannot be counted: then it must not begin.
   */
  begin(): Promise<number>;
  /** @throws what kept the run from being counted, so that the job is left to another attempt. */
  requireCounted(): void;
}

/** The next run of an action, or the failure that the customer reads instead of another one. */
export function nextRun(lease: Lease, log: Log): Run | Failed {
  if (lease.entry.runs >= MAX_RUNS || isHopeless(lease)) return giveUp(lease, log);
  const number = lease.entry.runs + 1;
  let uncounted: { error: unknown } | undefined;
  return {
    number,
    async begin() {
      try {
        // The wait is the action's time. When it grows long, a new attempt has all of it.
        return await repeat(
          () => lease.renew({ phase: 'running', notBefore: undefined, runs: number, inVain: undefined }),
          lease.shortPatience,
        );
      } catch (error) {
        if (lease.entry.runs < number) uncounted = { error };
        throw error;
      }
    },
    requireCounted() {
      if (uncounted) throw uncounted.error;
    },
  };
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
