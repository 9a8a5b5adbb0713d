import type { Outcome } from '../../lambda/action/outcome.ts';
import type { DecidedOutcome, Ledger, LedgerEntry } from '../../lambda/job/ports.ts';
import { NotHere } from '../stacks/not-here.ts';

/** What the ledger says of a job. @throws NotHere when it knows no such job. */
export async function readEntry(ledger: Ledger, jobId: string): Promise<LedgerEntry> {
  const entry = await ledger.read(jobId);
  if (!entry)
    throw new NotHere(`The ledger has no job ${jobId}. Jobs are kept in it for 14 days after their last change.`);
  return entry;
}

export type OutcomeKind = Outcome['kind'];

/** What a run ended with; a success with a continuation token is one that continues. */
export function outcomeKind(decided: DecidedOutcome): OutcomeKind {
  if (decided.kind === 'failed') return 'failed';
  return decided.sealedToken === undefined ? 'succeeded' : 'continues';
}
