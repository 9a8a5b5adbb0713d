import { beforeAll, describe, expect, it } from 'vitest';
import { ArchiveError } from '../../../../lambda/archive/archive-error.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { countingSource } from '../../../../proof/fuzz/counting-source.ts';
import { collectGarbage, watchMemory } from '../watch-memory.ts';
import { buildZip } from './build-zip.ts';
import { hostileBombs } from './hostile-bombs.ts';
import { type HostileCase, MIB, nestedBomb } from './hostile-case.ts';
import { hostileContents } from './hostile-content.ts';
import { hostileExtractions } from './hostile-extraction.ts';
import { hostileNames } from './hostile-names.ts';
import { hostileStructures } from './hostile-structure.ts';

const nested: HostileCase = ['bombs in archives inside it', nestedBomb(), /not refused/];
const cases = [
  ...hostileNames,
  ...hostileExtractions,
  ...hostileContents,
  ...hostileStructures,
  ...hostileBombs,
  nested,
];
/** The search for the directory and the reading of the entries may both ask for every byte. */
const MAX_READINGS = 2;
/** No deflate stream has more in it. */
const mostUnpacked = (zip: Buffer) => zip.length * 1032;
/** The content in pieces of at most 1 MiB, and what the inflater itself needs. */
const MAX_MEMORY_BYTES = 8 * MIB;

/** Reads to the end or to the first error. @returns what that took; memory is that of buffers and compressors in use. */
async function readThrough(zip: Buffer): Promise<{ asked: number; unpacked: number; memory: number }> {
  const { source, asked } = countingSource(zip);
  const memory = watchMemory(MAX_MEMORY_BYTES);
  let unpacked = 0;
  try {
    for await (const entry of openArchive(source).entries()) {
      for await (const chunk of entry.stream()) {
        unpacked += chunk.length;
        memory.look();
      }
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  memory.look();
  return { asked: asked(), unpacked, memory: memory.most() };
}

describe('a hostile archive', () => {
  beforeAll(collectGarbage);

  it.each(cases)('with %s takes no more than its size allows', async (_what, plans, _message, end) => {
    const zip = buildZip(plans, end);

    const { asked, unpacked, memory } = await readThrough(zip);

    expect(asked).toBeLessThanOrEqual(MAX_READINGS * zip.length);
    expect(unpacked).toBeLessThanOrEqual(mostUnpacked(zip));
    expect(memory).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
  });
});
