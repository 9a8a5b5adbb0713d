import type { LedgerEntry, PolledLedger } from '../lambda/job/ports.ts';

/** A ledger in a map. */
export interface MemoryLedger extends PolledLedger {
  /** The stored entry of a job. @throws Error when there is none. */
  entry(jobId: string): LedgerEntry;
  /** Every entry that was ever stored, in order. */
  readonly history: readonly LedgerEntry[];
  /** Stores an entry whatever is there. */
  put(entry: LedgerEntry): void;
  /** Removes a job, as a restore of the table to an earlier moment does. */
  forget(jobId: string): void;
}

export function memoryLedger(): MemoryLedger {
  const entries = new Map<string, LedgerEntry>();
  const history: LedgerEntry[] = [];
  const put = (entry: LedgerEntry) => {
    entries.set(entry.jobId, structuredClone(entry));
    history.push(structuredClone(entry));
  };
  return {
    history,
    put,
    forget: (jobId) => void entries.delete(jobId),
    entry(jobId) {
      const found = entries.get(jobId);
      if (!found) throw new Error(`the ledger has no entry for job ${jobId}`);
      return structuredClone(found);
    },
    read: async (jobId) => structuredClone(entries.get(jobId)),
    readAll: (jobIds) => Promise.allSettled(jobIds.map(async (jobId) => structuredClone(entries.get(jobId)))),
    async write(entry, replacing) {
      if (entries.get(entry.jobId)?.revision !== replacing) return false;
      put(entry);
      return true;
    },
  };
}
