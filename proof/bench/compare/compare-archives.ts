import { ArchiveError } from '../../../lambda/archive/archive-error.ts';
import { fileSource } from '../../../lambda/archive/bytes.ts';
import { readWithBsdtar } from './read-with-bsdtar.ts';
import { readWithOurs } from './read-with-ours.ts';
import { findDifferences, type SeenEntry } from './seen-entry.ts';

const MAX_SHOWN = 5;

/** What came of one archive: nothing to tell, or the sentences that tell it. */
interface Comparison {
  entries: number;
  problems: string[];
}

/** Reads an archive with our reader and with bsdtar. */
export async function compareArchive(file: string): Promise<Comparison> {
  const [ours, theirs] = [await read(file), await readWithBsdtar(file).catch((error: Error) => error.message)];
  if (typeof ours === 'string') return { entries: 0, problems: [`refused: ${ours}`] };
  if (typeof theirs === 'string') return { entries: 0, problems: [theirs] };
  const problems = findDifferences(ours, theirs);
  const more = problems.length - MAX_SHOWN;
  return {
    entries: ours.length,
    problems: [...problems.slice(0, MAX_SHOWN), ...(more > 0 ? [`and ${more} more differences`] : [])],
  };
}

async function read(file: string): Promise<SeenEntry[] | string> {
  const source = fileSource(file);
  try {
    return await readWithOurs(source);
  } catch (error) {
    if (error instanceof ArchiveError) return error.message;
    throw error;
  } finally {
    await source.close();
  }
}
