import { ArchiveError } from '../../lambda/archive/archive-error.ts';
import type { ArtifactEntry, InputArtifact } from '../../model/artifact.ts';
import { compareReadings, readLater, readPaths, requireSafePath, startCopy, withoutDetails } from './check-entry.ts';
import type { ReadingGuard } from './guard-reading.ts';

/**
 * Reads every entry of an archive at once, later, as a copy and by its path.
 * @param types Gets the type of each entry.
 * @param maxPaths The number of entries that are read by their paths too.
 * @returns what came of it, in words without the names and numbers in it.
 */
export async function readAll(
  archive: Pick<InputArtifact, 'entries' | 'read'>,
  types: string[],
  { look }: ReadingGuard,
  maxPaths = Number.POSITIVE_INFINITY,
): Promise<string> {
  const copy = startCopy();
  const entries: ArtifactEntry[] = [];
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      types.push(entry.type);
      entries.push(entry);
      await compareReadings(entry);
      look();
      await copy.add(entry);
    }
    await copy.finish();
    await readLater(entries);
    await readPaths(
      archive,
      entries.slice(0, maxPaths).map(({ path }) => path),
    );
  } catch (error) {
    if (error instanceof ArchiveError) return `${types.length > 0} ${withoutDetails(error.message)}`;
    throw error;
  }
  return `read: ${[...new Set(types)].sort().join(', ')} ${types.length}`;
}
