import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of a store. A file that is not verified yet is in `incoming`, and is then renamed to its place. */
export interface Folders {
  incoming: string;
  objects: string;
  data: string;
  uploads: string;
}

/** Makes the folders, and drops what an earlier run left half-written. */
export async function openFolders(folder: string): Promise<Folders> {
  const folders = {
    incoming: join(folder, 'incoming'),
    objects: join(folder, 'objects'),
    data: join(folder, 'data'),
    uploads: join(folder, 'uploads'),
  };
  await rm(folders.incoming, { recursive: true, force: true });
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true, mode: 0o700 });
  return folders;
}

/** Gives the work a file name of its own, and removes that file unless the work moved it elsewhere. */
export async function withIncomingFile<T>(folders: Folders, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(folders.incoming, randomUUID());
  try {
    return await work(file);
  } finally {
    await rm(file, { recursive: true, force: true });
  }
}

/** What `writeRecord` wrote there, or undefined. */
export async function readRecord<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(undefinedWhenAbsent);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Replaces a record as a whole, so that nobody reads half of it. */
export const writeRecord = (folders: Folders, path: string, record: object) =>
  withIncomingFile(folders, async (file) => {
    await writeFile(file, JSON.stringify(record), { mode: 0o600 });
    await rename(file, path);
  });

/** For `catch`: a missing file is undefined, any other error is thrown on. */
export function undefinedWhenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
