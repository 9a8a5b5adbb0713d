import type { ScannedEntry } from './scan-entries.ts';

/** Up to this size content is kept while the scan stands at its entry, because entries are often read twice. */
const MOST_KEPT_BYTES = 1024 * 1024;

/** The content of an entry, however often it is read. */
export interface EntryContent {
  stream(): AsyncGenerator<Uint8Array>;
  /** To be called when the scan stands there no longer. */
  leave(): void;
}

/**
 * Takes the content from the scan while it can be had from there.
 * @param readAgain The same content from a new scan.
 */
export function openContent(
  { size, body }: Pick<ScannedEntry, 'size' | 'body'>,
  readAgain: () => AsyncIterable<Uint8Array>,
): EntryContent {
  let isFresh = true;
  let kept: Promise<Buffer> | undefined;
  return {
    async *stream() {
      const source = isFresh ? body : readAgain();
      if (isFresh && size <= MOST_KEPT_BYTES) kept = concatenate(body);
      isFresh = false;
      if (kept === undefined) return yield* source;
      const bytes = Buffer.from(await kept);
      if (bytes.length > 0) yield bytes;
    },
    leave() {
      isFresh = false;
      kept = undefined;
    },
  };
}

async function concatenate(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
