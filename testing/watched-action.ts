import type { Action } from '../lambda/action/action.ts';
import type { Outcome } from '../lambda/action/outcome.ts';

/** An action that notes mistakes which a worker would only correct. */
interface WatchedAction {
  action: Action;
  thrown(): unknown;
  /** @throws RangeError for the first percentage that was out of range. */
  requirePercentages(): void;
}

export function watch(action: Action): WatchedAction {
  let thrown: unknown;
  let wrong: RangeError | undefined;
  const look = (given: unknown, where: string) => {
    if (given === undefined || (typeof given === 'number' && given >= 0 && given <= 100)) return;
    wrong ??= new RangeError(`${where} was given ${String(given)}; a percentage is a number from 0 to 100`);
  };
  return {
    thrown: () => thrown,
    requirePercentages() {
      if (wrong) throw wrong;
    },
    action: {
      ...action,
      async run(job) {
        try {
          const outcome = await action.run({
            ...job,
            progress(percentComplete, summary) {
              look(percentComplete, 'job.progress');
              job.progress(percentComplete, summary);
            },
          });
          look(percentageIn(outcome), 'percentComplete');
          return outcome;
        } catch (error) {
          thrown = error;
          throw error;
        }
      },
    },
  };
}

/** The percentage of a result that has one; an action can end with anything. */
const percentageIn = (outcome: Outcome | undefined | null): unknown =>
  outcome && 'percentComplete' in Object(outcome) ? Object(outcome).percentComplete : undefined;
