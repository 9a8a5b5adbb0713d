import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { listFiles } from '../contestants/list-files.ts';

/** Files up to this size go into the archive with their sizes in front, larger ones with a data descriptor behind. */
const BUFFERED_BYTES = 1024 * 1024;

/** Makes an archive of a folder with a library that is not ours. */
export async function zipTree(folder: string, target: string): Promise<void> {
  const archive = new ZipFile();
  const written = pipeline(archive.outputStream, createWriteStream(target));
  for (const path of listFiles(folder)) {
    const file = join(folder, path);
    if ((await stat(file)).size <= BUFFERED_BYTES) archive.addBuffer(await readFile(file), path);
    else archive.addFile(file, path);
  }
  archive.end();
  await Promise.race([written, once(archive, 'error').then(([error]) => Promise.reject(error))]);
}

/** Bytes and number of the files in a folder. */
export async function sizeOfTree(folder: string): Promise<{ bytes: number; files: number }> {
  let [bytes, files] = [0, 0];
  for (const path of listFiles(folder)) {
    bytes += (await stat(join(folder, path))).size;
    files += 1;
  }
  return { bytes, files };
}
