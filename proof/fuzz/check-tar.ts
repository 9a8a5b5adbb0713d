import { openArtifact } from '../../lambda/archive/open-artifact.ts';
import { LIMITS } from './check-archive.ts';
import { checkExtraction, isExtracted } from './check-extraction.ts';
import { countingSource } from './counting-source.ts';
import { guardReading } from './guard-reading.ts';
import { readAll } from './read-all.ts';

/** Reading one path goes through the whole archive, so only some are read. */
const MAX_PATHS = 4;

/**
 * Reads an archive that may be a tar in every way there is. @returns what came of it, in words without the names and
 * numbers in it. @throws Error when the reader broke a promise; see `checkArchive`.
 */
export async function checkTar(bytes: Uint8Array): Promise<string> {
  const { source } = countingSource(bytes);
  const archive = openArtifact(source, LIMITS);
  const outcome = await guardReading(bytes.length, (guard) => readAll(archive, [], guard, MAX_PATHS));
  if (isExtracted(bytes)) await checkExtraction(bytes, LIMITS);
  return outcome;
}
