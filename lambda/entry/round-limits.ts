import { stackVariables } from '../../model/stack-variables.ts';
import { type RoundLimits, roundLimits } from '../worker.ts';
import { wholeNumber } from './environment.ts';

/**
 * How long an action may go on from round to round. It lies apart from the rest of the environment, which the thread of an
 * action reads too, because it leads to the worker.
 * @throws Error when a variable is not a whole number above 0.
 */
export const readRoundLimits = (): RoundLimits => ({
  rounds: wholeNumber(stackVariables.maximumRounds) ?? roundLimits.rounds,
  ageSeconds: wholeNumber(stackVariables.maximumAge, 'of seconds ') ?? roundLimits.ageSeconds,
});
