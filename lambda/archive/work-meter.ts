import { ArchiveError } from './archive-error.ts';
import type { ArchiveLimits } from './limits.ts';

/** Counts all bytes that one opened archive has unpacked and handed out; bytes that are read twice count twice. */
export interface WorkMeter {
  /** @param entry The path of the entry that is read. @throws ArchiveError when it all becomes too much. */
  count(bytes: number, entry?: string): void;
}

export function createWorkMeter({ workBytes }: Pick<ArchiveLimits, 'workBytes'>): WorkMeter {
  let total = 0;
  return {
    count(bytes, entry) {
      total += bytes;
      if (total <= workBytes) return;
      throw new ArchiveError(`is read again so often that over ${workBytes} bytes were unpacked in all`, entry);
    },
  };
}
