import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { mixedContent } from './mixed-content.ts';

const ENTRY_BYTES = 64 * 1024 * 1024;
/** What a packed and a stored entry take together. */
const PAIR_BYTES = 1.36 * ENTRY_BYTES;

/** An archive that has about so many bytes itself, of entries of 64 MiB: every second one is stored as it is. */
export async function writeInput(target: string, archiveBytes: number): Promise<void> {
  const archive = new ZipFile();
  const written = pipeline(archive.outputStream, createWriteStream(target));
  const entries = 2 * Math.ceil(archiveBytes / PAIR_BYTES);
  for (let index = 0; index < entries; index++) {
    // A generator: its content is made only when it is asked for.
    const content = Readable.from(mixedContent(ENTRY_BYTES, index));
    archive.addReadStream(content, `entry-${index}.bin`, { compress: index % 2 === 0 });
  }
  archive.end();
  await written;
}
