import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The archives that earlier runs kept, in a fixed order; none where there is no folder. */
export async function readKept(folder: string | undefined): Promise<Buffer[]> {
  if (folder === undefined) return [];
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** Puts archives into the folder, each under a name for what is in it. */
export async function keepArchives(folder: string | undefined, archives: readonly Buffer[]): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const archive of archives) await writeFile(join(folder, hash('sha256', archive).slice(0, 16)), archive);
}
