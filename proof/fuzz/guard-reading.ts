import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { watchTurns } from '../bench/turn-watch.ts';

const MIB = 1024 * 1024;
/** Three readings of everything that the limits allow, in blocks with room to grow, and the compressor's own state for each entry. */
const MAX_BYTES = 32 * MIB;
const MAX_BYTES_OF_ENTRY = MIB / 2;
/** Objects that are garbage already count until the collector has run, and it lets this much come together. */
const MAX_HEAP_BYTES = 128 * MIB;
/** An archive of 64 KiB takes some milliseconds; code that is watched is slow, and is compiled on the way. */
const MAX_STRETCH_MS = 250;

/** What a reading has taken, looked at while it goes on. */
export interface ReadingGuard {
  /** Call it at every entry. @throws Error when too much memory was taken. */
  look(): void;
}

/**
 * Runs a reading and judges what it takes. Less memory is seen when the garbage collector runs in between, never more.
 * @throws Error when it takes too much memory, or keeps the event loop from turning for too long.
 */
export async function guardReading<T>(bytes: number, read: (guard: ReadingGuard) => Promise<T>): Promise<T> {
  // The loop turns once before, so that only the time of this reading counts.
  await setImmediate();
  const watch = watchTurns();
  const before = getHeapStatistics();
  let entries = 0;
  const look = () => {
    entries += 1;
    const now = getHeapStatistics();
    const taken = now.external_memory - before.external_memory;
    const heap = now.used_heap_size - before.used_heap_size;
    if (taken <= MAX_BYTES + entries * MAX_BYTES_OF_ENTRY && heap <= MAX_HEAP_BYTES) return;
    throw new Error(`Reading ${bytes} bytes took ${taken} bytes of memory and ${heap} bytes of the heap`);
  };
  try {
    const result = await read({ look });
    look();
    const stretch = watch.longest();
    if (stretch <= MAX_STRETCH_MS) return result;
    throw new Error(`Reading ${bytes} bytes kept the event loop from turning for ${Math.round(stretch)} ms`);
  } finally {
    watch.stop();
  }
}
