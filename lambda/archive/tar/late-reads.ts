import { ArchiveError } from '../archive-error.ts';
import { takeTurn } from '../pacer.ts';
import { gather } from './entry-content.ts';
import type { ScannedEntry } from './scan-entries.ts';

type LateReads = (index: number) => Promise<Uint8Array>;

type Asker = Pick<PromiseWithResolvers<Uint8Array>, 'resolve' | 'reject'>;

/** Reads the content of entries that the scan which found them has passed. All who ask at a time share one new scan. */
export function createLateReads(scan: () => AsyncIterable<ScannedEntry>): LateReads {
  let waiting = new Map<number, Asker[]>();
  let isRunning = false;

  const run = async () => {
    isRunning = true;
    while (waiting.size > 0) {
      // All who ask in the same turn of the loop share this scan.
      await takeTurn();
      const askers = waiting;
      waiting = new Map();
      await serve(askers, scan());
    }
    isRunning = false;
  };
  return (index) => {
    const { promise, ...asker } = Promise.withResolvers<Uint8Array>();
    waiting.set(index, [...(waiting.get(index) ?? []), asker]);
    if (!isRunning) void run();
    return promise;
  };
}

/** Answers every asker, also when the scan ends with an error. */
async function serve(askers: Map<number, Asker[]>, entries: AsyncIterable<ScannedEntry>): Promise<void> {
  try {
    let index = 0;
    for await (const { body, size } of entries) {
      const here = askers.get(index);
      if (here !== undefined) {
        const content = await gather(body, size);
        askers.delete(index);
        // The first asker may change its bytes.
        for (const [number, { resolve }] of here.entries()) resolve(number === 0 ? content : Buffer.from(content));
      }
      index += 1;
      if (askers.size === 0) return;
    }
    throw changed();
  } catch (error) {
    for (const { reject } of [...askers.values()].flat()) reject(error);
  }
}

/** The error for an archive that has changed since it was read before. */
export const changed = (): ArchiveError => new ArchiveError('has other entries than when it was read before');
