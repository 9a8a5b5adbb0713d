import { pace } from '../pacer.ts';
import type { ScannedEntry } from './scan-entries.ts';

/** Content up to this size is kept while the scan is at its entry, because entries are often read twice. */
const MAX_KEPT_BYTES = 1024 * 1024;

/** The content of an entry, which may be read several times, in memory of its own each time. */
export interface EntryContent {
  stream(): AsyncGenerator<Uint8Array>;
  bytes(): Promise<Uint8Array>;
  /** Call it before the scan goes on; it waits for content that is being kept. */
  leave(): Promise<void>;
}

/** The same content from new scans. */
interface Again {
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
}

/** Takes the content from the scan as long as the scan is at the entry. */
export function openContent({ size, body }: Pick<ScannedEntry, 'size' | 'body'>, again: Again): EntryContent {
  const isKept = size <= MAX_KEPT_BYTES;
  let isFresh = true;
  let kept: Promise<Uint8Array> | undefined;

  const take = <T>(fromScan: () => T, fromNewScan: () => T): T => {
    const wasFresh = isFresh;
    isFresh = false;
    return wasFresh ? fromScan() : fromNewScan();
  };
  const readKept = async (): Promise<Uint8Array> => {
    if (kept === undefined && isFresh) kept = take(() => gather(body, size), again.bytes);
    return kept === undefined ? again.bytes() : Buffer.from(await kept);
  };
  return {
    stream: () =>
      isKept ? streamWhole(readKept) : streamLater(() => take<AsyncIterable<Uint8Array>>(() => body, again.stream)),
    async bytes() {
      // The body is taken before the loop turns, so that a request for the next entry cannot come in between.
      const bytes = await (isKept ? readKept() : take(() => gather(body, size), again.bytes));
      await pace();
      return bytes;
    },
    async leave() {
      isFresh = false;
      // The reader gets the error.
      await kept?.catch(() => undefined);
      kept = undefined;
    },
  };
}

// Not inside of `openContent`: generator functions for each entry would outlive it by far.
async function* streamWhole(read: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  await pace();
  const bytes = await read();
  if (bytes.length > 0) yield bytes;
}

/** Takes nothing before the first chunk is asked for. */
async function* streamLater(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* open();
}

/** Chunks that have this number of bytes together, as one. */
export async function gather(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of chunks) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}
