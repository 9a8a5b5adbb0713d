import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { listFiles } from './contestants/list-files.ts';

/** A digest of the paths and contents of all files below a folder. */
export async function digestTree(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of listFiles(folder)) {
    hash.update(`${path}\n`).update(digest(await readFile(join(folder, path))));
  }
  return hash.digest('hex');
}

/** The same of an archive's files, so that both are equal when the archive was made of the folder. */
export async function digestArchive(zip: string): Promise<string> {
  const source = fileSource(zip);
  const digests = new Map<string, string>();
  for await (const entry of openArchive(source).entries()) {
    if (entry.type !== 'file') continue;
    const content = createHash('sha256');
    for await (const chunk of entry.stream()) content.update(chunk);
    digests.set(entry.path, content.digest('hex'));
  }
  await source.close();
  const hash = createHash('sha256');
  for (const path of [...digests.keys()].sort()) hash.update(`${path}\n`).update(digests.get(path) ?? '');
  return hash.digest('hex');
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
