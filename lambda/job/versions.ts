import type { LedgerEntry } from './ports.ts';
import { MAX_RUNS } from './runs.ts';

/**
 * The version of what outlives an invocation: messages, ledger entries and the outcomes in them. The first release wrote no
 * version. Each release finishes what the one before it began. It only adds members, because for some minutes both releases
 * work on the same jobs: an old worker ignores what it does not know, and drops it when it writes.
 */
export const RECORD_VERSION = 2;

/**
 * An entry without a version, in the form of this release. Its runs were not counted, or an old worker dropped their number:
 * each of its leases may have led to a run. One run is always left, because some of these runs may not have happened.
 */
export function fromUnversioned(entry: Omit<LedgerEntry, 'runs'>): LedgerEntry {
  const phase = entry.phase === 'unreportable' ? (entry.stoppedIn ?? 'claiming') : entry.phase;
  const mayHaveRun = phase === 'running' || phase === 'decided';
  return { ...entry, runs: mayHaveRun ? Math.min(entry.attempt, MAX_RUNS - 1) : 0 };
}
