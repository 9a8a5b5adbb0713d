import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { mixedContent } from './mixed-content.ts';

const MAX_ENTRY_BYTES = 64 * 1024 * 1024;
/** What a packed and a stored entry take together, in sizes of an entry. */
const PAIR = 1.36;

/** An archive of about this number of bytes, of entries of up to 64 MiB: every second one is stored as it is. */
export async function writeInput(target: string, archiveBytes: number): Promise<void> {
  const archive = new ZipFile();
  const written = pipeline(archive.outputStream, createWriteStream(target));
  const pairs = Math.ceil(archiveBytes / (PAIR * MAX_ENTRY_BYTES));
  const entryBytes = Math.round(archiveBytes / (PAIR * pairs));
  for (let index = 0; index < 2 * pairs; index++) {
    // A generator: its content is made only when it is asked for.
    const content = Readable.from(mixedContent(entryBytes, index));
    archive.addReadStream(content, `entry-${index}.bin`, { compress: index % 2 === 0 });
  }
  archive.end();
  await written;
}
