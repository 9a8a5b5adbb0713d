import { mkdir, rm, writeFile } from 'node:fs/promises';
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
      await writeFile(file, content, { flag: file === changed ? 'w' : 'wx' });
      written.push(file);
    } catch (error) {
      for (const one of written) await rm(one);
      const { code } = error as NodeJS.ErrnoException;
      throw new Refusal(`${relative(process.cwd(), file)} cannot be written: ${code}.`);
    }
  }
}
