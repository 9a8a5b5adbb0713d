import { chmod, lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { Refusal } from '../../command/command.ts';

/**
 * Writes every file, or none of them that was not there before.
 * @param files The content of each file, by its path.
 * @param changed The one file that may be there already; it must come last.
 * @throws Refusal naming the file that cannot be written.
 */
export async function writeAll(files: Readonly<Record<string, string>>, changed: string): Promise<void> {
  const written: string[] = [];
  for (const [file, content] of Object.entries(files)) {
    try {
      await mkdir(dirname(file), { recursive: true });
      const isThere = file === changed && (await lstat(file).catch(() => undefined)) !== undefined;
      await (isThere ? replaceFile(file, content) : createFile(file, content));
      written.push(file);
    } catch (error) {
      for (const one of written) await rm(one);
      const { code } = error as NodeJS.ErrnoException;
      throw new Refusal(`${relative(process.cwd(), file)} cannot be written: ${code}.`);
    }
  }
}

/** Makes the file whole, or not at all. */
async function createFile(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Writes beside the file first, which stays as it is when the disk is full. A link to it stays one. */
async function replaceFile(file: string, content: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const draft = `${target}.${process.pid}.tmp`;
  await createFile(draft, content);
  try {
    await chmod(draft, mode);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
