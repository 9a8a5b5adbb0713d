import type { InputArtifact } from '../../lambda/job/artifact.ts';
import { openArtifact } from '../../lambda/open-artifact.ts';
import { ArchiveError } from '../../lambda/zip/archive-error.ts';
import { createArchive } from '../../lambda/zip/create-archive.ts';
import { LIMITS } from './check-archive.ts';
import { compareReadings, requireSafePath, withoutDetails } from './check-entry.ts';
import { checkExtraction, isExtracted } from './check-extraction.ts';
import { countingSource } from './counting-source.ts';
import { guardReading, type ReadingGuard } from './guard-reading.ts';

/** What has content of its own, or a target in place of it. */
const READ: readonly string[] = ['file', 'symlink', 'directory'];
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
  if (isExtracted(bytes)) await checkExtraction(archive);
  return outcome;
}

async function readTar(archive: InputArtifact, { look }: ReadingGuard): Promise<string> {
  const copy = createArchive({ write: async () => {} });
  const types: string[] = [];
  const files: string[] = [];
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      if (READ.includes(entry.type)) {
        await compareReadings(entry);
        await copy.copy(entry);
      }
      if (entry.type === 'file' && files.length < MAX_PATHS) files.push(entry.path);
      types.push(entry.type);
      look();
    }
    await copy.finish();
    for (const path of files) await archive.read(path);
  } catch (error) {
    if (error instanceof ArchiveError) return `${types.length > 0} ${withoutDetails(error.message)}`;
    throw error;
  }
  return `read: ${[...new Set(types)].sort().join(', ')} ${types.length}`;
}
