import type { JobLog } from '../action/job.ts';
import type { AnyOutcome } from '../action/outcome.ts';

/**
 * A percentage as CodePipeline takes it: moved into the range from 0 to 100, with a line in the log. Undefined for a value
 * that is not a number, because a wrong progress must not fail a job.
 */
export function percentageFrom(given: unknown, log: Pick<JobLog, 'warn'>): number | undefined {
  const isNumber = typeof given === 'number' && !Number.isNaN(given);
  const percentage = isNumber ? Math.min(100, Math.max(0, given)) : undefined;
  if (percentage !== given) log.warn('a percentage is a number from 0 to 100', { given, taken: percentage });
  return percentage;
}

/** The outcome with its percentage in range. */
export function inRange<O extends AnyOutcome>(outcome: O, log: Pick<JobLog, 'warn'>): O {
  if (outcome.kind === 'failed' || outcome.percentComplete === undefined) return outcome;
  return { ...outcome, percentComplete: percentageFrom(outcome.percentComplete, log) };
}
