import { ArchiveError } from './archive-error.ts';
import type { ArchiveLimits } from './limits.ts';

/** Counts what is kept in memory for one archive. */
export interface KeptMemory {
  /**
   * @param texts The number of UTF-16 code units that are kept for this entry, beside a place to keep them.
   * @throws ArchiveError when it is more than the limits allow.
   */
  keep(texts: number, entry: string): void;
}

/** The bytes of a place in a Map, and of what holds its texts, in Node 24; some of them are needed only while the Map grows. */
const PLACE_BYTES = 120;
const CODE_UNIT_BYTES = 2;

export function createKeptMemory({ memoryBytes }: Pick<ArchiveLimits, 'memoryBytes'>): KeptMemory {
  let kept = 0;
  return {
    keep(texts, entry) {
      kept += PLACE_BYTES + CODE_UNIT_BYTES * texts;
      if (kept <= memoryBytes) return;
      throw new ArchiveError(
        `has a path with which the names that are kept need over ${memoryBytes} bytes of memory; no more are allowed`,
        entry,
      );
    },
  };
}
