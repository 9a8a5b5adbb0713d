import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles } from '../contestants/list-files.ts';

const PACKAGES = join(import.meta.dirname, '../../../node_modules');
/** The sizes of files that a project is made of; on average about 15 kB. */
const MIN_BYTES = 1_500;
const MAX_BYTES = 200_000;

/** Files of the packages that are installed here, taken at even distances. @throws Error when there are too few. */
export async function writeManySmall(folder: string, count: number): Promise<void> {
  const fitting: string[] = [];
  for (const path of listFiles(PACKAGES)) {
    const { size } = await stat(join(PACKAGES, path));
    if (size >= MIN_BYTES && size <= MAX_BYTES) fitting.push(path);
  }
  if (fitting.length < count) throw new Error(`node_modules has ${fitting.length} fitting files, needed are ${count}`);
  for (let index = 0; index < count; index++) {
    const path = fitting[Math.floor((index * fitting.length) / count)] ?? '';
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(PACKAGES, path), join(folder, path));
  }
}
