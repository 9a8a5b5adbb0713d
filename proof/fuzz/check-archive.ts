import type { ArchiveLimits } from '../../lambda/archive/limits.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { checkExtraction, isExtracted } from './check-extraction.ts';
import { countingSource } from './counting-source.ts';
import { guardReading } from './guard-reading.ts';
import { readAll } from './read-all.ts';

const MIB = 1024 * 1024;
/** Small limits, so that one execution costs little whatever size the archive claims, and so that limits are reached. */
export const LIMITS: Partial<ArchiveLimits> = {
  ...{ totalBytes: 4 * MIB, freeBytes: 2 * MIB, pieceBytes: 3 * MIB, workBytes: 12 * MIB },
  ...{ entries: 40, directoryBytes: 4096, levels: 40, memoryBytes: 8 * 1024, nameBytes: 400 },
};
/** Every byte is asked for by readings in windows of their own, and by the search for the directory. */
const MAX_READINGS = 8;
/** A header that does not lie in the window that is held is asked for with a whole window more. */
const MAX_WINDOWS_OF_ENTRY = 8;

/**
 * Reads a zip archive in every way there is. @returns what came of it, in words without the names and numbers in it.
 * @throws Error when the reader broke a promise: another error than an ArchiveError, an unsafe path, wrong sizes, too
 * many bytes asked for, too much memory taken, or the event loop kept from turning.
 */
export async function checkArchive(zip: Uint8Array): Promise<string> {
  const { source, asked, windowBytes } = countingSource(zip);
  const types: string[] = [];
  const outcome = await guardReading(zip.length, (guard) => readAll(openArchive(source, LIMITS), types, guard));
  const most =
    MAX_READINGS * zip.length + (types.length + 1) * MAX_WINDOWS_OF_ENTRY * Math.min(windowBytes, zip.length);
  if (asked() > most) throw new Error(`${asked()} bytes were asked of an archive of ${zip.length}`);
  if (isExtracted(zip)) await checkExtraction(zip, LIMITS);
  return outcome;
}
