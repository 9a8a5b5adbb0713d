import type { LedgerEntry } from './ports.ts';
import { MAX_RUNS } from './runs.ts';

/**
 * The version of what outlives an invocation: messages, ledger entries and the outcomes in them. The first release wrote
 * none. Each release finishes what the one before it began, and only adds members, because for some minutes both are at
 * work on the same jobs: an old worker reads past what it does not know, and drops it when it writes.
 */
export const RECORD_VERSION = 2;

/**
 * An entry without a version, as this release has it. Its runs were not counted, or an old worker dropped their number: each
 * of its leases may have led to one. One run is always left, so that nothing is given up for runs that may not have been.
 */
export function fromUnversioned(entry: Omit<LedgerEntry, 'runs'>): LedgerEntry {
  const phase = entry.phase === 'unreportable' ? (entry.stoppedIn ?? 'claiming') : entry.phase;
  const mayHaveRun = phase === 'running' || phase === 'decided';
  return { ...entry, runs: mayHaveRun ? Math.min(entry.attempt, MAX_RUNS - 1) : 0 };
}
