/** How long one action may go on from round to round. */
export interface RoundLimits {
  rounds: number;
  /** From the end of the first round on. */
  ageSeconds: number;
}

/**
 * The usual limits. Rounds: one every 30 seconds for more than a day, which is more often than CodePipeline hands them out. Age:
 * as long as CodePipeline waits for a manual approval ("Quotas in AWS CodePipeline" in its User Guide).
 */
export const roundLimits: RoundLimits = { rounds: 3000, ageSeconds: 7 * 24 * 3600 };
