import { type Failed, failed } from '../action/outcome.ts';
import type { Lease } from './lease.ts';
import type { LedgerEntry, Log } from './ports.ts';
import { repeat } from './repeat.ts';

/** How often an action is run for one job: what ended it three times early would end it again. */
export const MAX_RUNS = 3;

/**
 * How often workers may fail to reach the action of a custom action's job. Each offer of the job brings a message of its own,
 * so no message is received often enough to become a dead letter: from the next offer on, the poller sends it there.
 */
const MAX_IN_VAIN = 20;

/** Whether a custom action's job goes to the last word: its workers may all die of what they do before the action. */
export const isForLastWord = ({ inVain = 0 }: LedgerEntry, maxInVain = MAX_IN_VAIN): boolean => inVain >= maxInVain;

/** Whether the job was taken only to report that no worker reaches its action. */
export const isHopeless = ({ entry: { inVain = 0 }, maxInVain = MAX_IN_VAIN }: Lease): boolean => inVain > maxInVain;

/** One run of an action, which is counted in the ledger at the last moment before it begins. */
export interface Run {
  readonly number: number;
  /**
   * Counts the run, with a lease of full length in the same write: a worker that was frozen for longer than its lease learns
   * here that another worker has the job. It may be called again, and counts once.
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
        // To wait for the ledger takes time from the action. After a long wait, a new attempt has the whole time again.
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

/** The failure of a job that no worker finishes. */
export function giveUp({ entry: { jobId, runs } }: Lease, log: Log): Failed {
  log.count('JobsGivenUp', { runs });
  const what = runs === 0 ? 'no attempt came as far as its action' : `${runs} attempts ended without a result`;
  return failed(
    'SystemUnavailable',
    `Job ${jobId} was given up: ${what}. Run the action again; ` +
      'if this repeats, its provider can find the cause in its logs under the job ID.',
  );
}
