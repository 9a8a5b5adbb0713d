import { createHash } from 'node:crypto';
import { fileSource } from '../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { marked } from './marked.ts';

/**
 * Compares an output artifact with what the action makes of its input.
 * @param made What the action makes of a file; what the action of this folder makes when left out.
 * @returns the bytes of the input when uncompressed.
 * @throws Error naming the first entry that differs.
 */
export async function compareContents(
  input: string,
  output: string,
  made: (content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> = marked,
): Promise<number> {
  const [from, to] = [fileSource(input), fileSource(output)];
  try {
    const written = openArchive(to).entries()[Symbol.asyncIterator]();
    let bytes = 0;
    for await (const entry of openArchive(from).entries()) {
      const { value: copy } = await written.next();
      const isSame =
        copy?.path === entry.path && (await digest(copy.stream())) === (await digest(made(entry.stream())));
      if (!isSame) throw new Error(`The output artifact has something else in place of ${entry.path}`);
      bytes += entry.size;
    }
    if (!(await written.next()).done) throw new Error('The output artifact has more entries than the input');
    return bytes;
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

async function digest(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}
