import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEBIBYTE = 1024 * 1024;

/** The causes of an error may form a circle. */
const MAX_DEPTH = 10;

/** A sentence on the disk or memory that was used up, if an error or one of its causes says so: how to get more of it. */
export function shortageFrom(error: unknown): string | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < MAX_DEPTH; one = one.cause, depth++) {
    const code = 'code' in one ? one.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') return fullDisk();
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return FULL_MEMORY;
  }
  return undefined;
}

const FULL_MEMORY =
  'The action used up the memory of its worker. Its provider can give it more with the property workerMemory.';

function fullDisk(): string {
  return `The action filled the temporary disk space of its worker${sizeOfDisk()}. Its provider can give it more with the property workerStorage.`;
}

function sizeOfDisk(): string {
  try {
    const { blocks, bsize } = statfsSync(tmpdir());
    return `, ${Math.round((blocks * bsize) / MEBIBYTE).toLocaleString('en')} MiB`;
  } catch {
    return '';
  }
}
