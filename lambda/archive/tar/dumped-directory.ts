import { ArchiveError } from '../archive-error.ts';

/** The letters that may stand in front of a name: GNU tar's manual, "Dumpdir". */
const CODES = new Set(Buffer.from('YNDRTXS'));

/**
 * Checks that the content of a directory is GNU tar's list of what was in it: a letter, a name and a zero byte each, and
 * one more zero byte. So nothing else is passed over with it.
 * @throws ArchiveError when it is something else.
 */
export async function checkDumpedNames(chunks: AsyncIterable<Uint8Array>, entry: string): Promise<void> {
  let isAtStart = true;
  let hasEnded = false;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (hasEnded) refuse(entry);
      if (isAtStart) {
        const code = chunk[at] ?? 0;
        hasEnded = code === 0;
        if (!hasEnded && !CODES.has(code)) refuse(entry);
        isAtStart = hasEnded;
        at += 1;
      } else {
        const zero = chunk.indexOf(0, at);
        isAtStart = zero !== -1;
        at = isAtStart ? zero + 1 : chunk.length;
      }
    }
  }
  if (!hasEnded) refuse(entry);
}

function refuse(entry: string): never {
  throw new ArchiveError('is a directory with content that is not a list of names', entry);
}
