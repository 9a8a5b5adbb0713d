import { openArtifact } from '../../lambda/archive/open-artifact.ts';
import { ArchiveError } from '../../lambda/archive/zip/archive-error.ts';
import type { ArtifactEntry, InputArtifact } from '../../model/artifact.ts';
import { LIMITS } from './check-archive.ts';
import { compareReadings, readLater, readPaths, requireSafePath, startCopy, withoutDetails } from './check-entry.ts';
import { checkExtraction, isExtracted } from './check-extraction.ts';
import { countingSource } from './counting-source.ts';
import { guardReading, type ReadingGuard } from './guard-reading.ts';

/** Reading one path goes through the whole archive, so only some are read. */
const MAX_PATHS = 4;

/**
 * Reads an archive that may be a tar in every way there is. @returns what came of it, in words without the names and
 * numbers in it. @throws Error when the reader broke a promise; see `checkArchive`.
 */
export async function checkTar(bytes: Uint8Array): Promise<string> {
  const { source } = countingSource(bytes);
  const archive = openArtifact(source, LIMITS);
  const outcome = await guardReading(bytes.length, (guard) => readTar(archive, guard));
  if (isExtracted(bytes)) await checkExtraction(bytes, LIMITS);
  return outcome;
}

async function readTar(archive: InputArtifact, { look }: ReadingGuard): Promise<string> {
  const copy = startCopy();
  const types: string[] = [];
  const paths: string[] = [];
  const entries: ArtifactEntry[] = [];
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      await compareReadings(entry);
      await copy.add(entry);
      if (paths.length < MAX_PATHS) paths.push(entry.path);
      types.push(entry.type);
      entries.push(entry);
      look();
    }
    await copy.finish();
    await readLater(entries);
    await readPaths(archive, paths);
  } catch (error) {
    if (error instanceof ArchiveError) return `${types.length > 0} ${withoutDetails(error.message)}`;
    throw error;
  }
  return `read: ${[...new Set(types)].sort().join(', ')} ${types.length}`;
}
