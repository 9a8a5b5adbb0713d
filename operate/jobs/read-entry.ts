import { Refusal } from '../../command/command.ts';
import type { Ledger, LedgerEntry } from '../../lambda/job/ports.ts';

/** What the ledger says of a job. @throws Refusal when it knows no such job. */
export async function readEntry(ledger: Ledger, jobId: string): Promise<LedgerEntry> {
  const entry = await ledger.read(jobId);
  if (!entry)
    throw new Refusal(`The ledger has no job ${jobId}. Jobs are kept in it for 14 days after their last change.`);
  return entry;
}
