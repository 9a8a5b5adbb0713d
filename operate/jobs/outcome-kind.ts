import type { Outcome } from '../../lambda/action/outcome.ts';
import type { DecidedOutcome } from '../../lambda/job/ports.ts';

export type OutcomeKind = Outcome['kind'];

/** What a run ended with; a success with a continuation token is one that continues. */
export function outcomeKind(decided: DecidedOutcome): OutcomeKind {
  if (decided.kind === 'failed') return 'failed';
  return decided.sealedToken === undefined ? 'succeeded' : 'continues';
}
