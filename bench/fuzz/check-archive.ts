import { ArchiveError } from '../../lambda/zip/archive-error.ts';
import type { ByteSource } from '../../lambda/zip/bytes.ts';
import { createArchive } from '../../lambda/zip/create-archive.ts';
import { openArchive } from '../../lambda/zip/open-archive.ts';
import { compareReadings, requireSafePath, withoutDetails } from './check-entry.ts';
import { checkExtraction, isExtracted } from './check-extraction.ts';
import { countingSource } from './counting-source.ts';
import { guardReading, type ReadingGuard } from './guard-reading.ts';

const MIB = 1024 * 1024;
/** So that one execution costs little, however large the archive says that it is. */
export const LIMITS = { totalBytes: 4 * MIB, entries: 1000 };
/** Every byte is asked for by three readings, each in windows of its own, and by the search for the directory. */
const MAX_READINGS = 8;

/**
 * Reads a zip archive in every way there is. @returns what came of it, in words without the names and numbers in it.
 * @throws Error when the reader broke a promise: another error than an ArchiveError, an unsafe path, wrong sizes, too
 * many bytes asked for, too much memory taken, or the event loop kept from turning.
 */
export async function checkArchive(zip: Uint8Array): Promise<string> {
  const { source, asked } = countingSource(zip);
  const outcome = await guardReading(zip.length, (guard) => readArchive(source, guard));
  if (asked() > zip.length * MAX_READINGS)
    throw new Error(`${asked()} bytes were asked of an archive of ${zip.length}`);
  if (isExtracted(zip)) await checkExtraction(openArchive(source, LIMITS));
  return outcome;
}

async function readArchive(source: ByteSource, { look }: ReadingGuard): Promise<string> {
  const archive = openArchive(source, LIMITS);
  const copy = createArchive({ write: async () => {} });
  const types: string[] = [];
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      await compareReadings(entry);
      if (entry.type === 'file') await archive.read(entry.path);
      await copy.copy(entry);
      types.push(entry.type);
      look();
    }
    await copy.finish();
  } catch (error) {
    if (error instanceof ArchiveError) return `${types.length > 0} ${withoutDetails(error.message)}`;
    throw error;
  }
  return `read: ${[...new Set(types)].sort().join(', ')} ${types.length}`;
}
