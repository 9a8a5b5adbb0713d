import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILES_A_FOLDER = 250;

/** The given number of files of one line. */
export async function writeTiny(folder: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = `part-${String(Math.floor(index / FILES_A_FOLDER)).padStart(4, '0')}`;
    if (index % FILES_A_FOLDER === 0) await mkdir(join(folder, name));
    await writeFile(join(folder, name, `${index}.txt`), `line ${index}: ${'tiny '.repeat(index % 12)}\n`);
  }
}
