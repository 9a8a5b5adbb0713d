import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ArchiveError } from '../../../../lambda/archive/archive-error.ts';
import { bufferSource, fileSource } from '../../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../../lambda/archive/open-artifact.ts';
import { createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { peakMemory } from '../../../../proof/bench/peak-memory.ts';
import { watchTurns } from '../../../../proof/bench/turn-watch.ts';

/**
 * A process of its own, for what it takes: works through an archive and prints one line of JSON. From a file it is read
 * piece by piece, as from far away; from memory nothing ever has to be waited for.
 */
const [work = '', from = '', file = '', folder = ''] = process.argv.slice(2);

const artifact = openArtifact(from === 'file' ? fileSource(file) : bufferSource(readFileSync(file)));

const works: Readonly<Record<string, () => Promise<number>>> = {
  async list() {
    let count = 0;
    for await (const _ of artifact.entries()) count += 1;
    return count;
  },
  async read() {
    let bytes = 0;
    for await (const entry of artifact.entries()) bytes += (await entry.bytes()).length;
    return bytes;
  },
  async copy() {
    let bytes = 0;
    const copy = createArchive({
      async write({ length }) {
        bytes += length;
      },
    });
    for await (const entry of artifact.entries()) await copy.copy(entry);
    await copy.finish();
    return bytes;
  },
  async extract() {
    await artifact.extract(folder);
    return 0;
  },
};

// A turn in front, so that only the work counts.
await setImmediate();
const turns = watchTurns();
const outcome = await works[work]?.().catch((error: unknown) => {
  if (error instanceof ArchiveError) return error.message;
  throw error;
});
const longestMs = turns.longest();
turns.stop();
process.stdout.write(`${JSON.stringify({ outcome, longestMs, peakMib: peakMemory() })}\n`);
