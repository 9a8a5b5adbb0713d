import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveWriter, createArchive } from '../../lambda/zip/create-archive.ts';

/** Not part of what a pipeline's source action delivers, or made anew by whoever builds it. */
const SKIPPED = ['.git', 'node_modules'];

/**
 * Writes the content of a folder as a zip, in order of name; folders named `.git` or `node_modules` and empty ones are
 * left out. Symbolic links stay links.
 * @param file Must not exist yet.
 * @throws ArchiveError for a name or a link that no archive may hold; Error for what is neither file, folder nor link.
 */
export async function zipFolder(folder: string, file: string): Promise<void> {
  const output = await open(file, 'wx');
  try {
    const archive = createArchive({ write: (bytes) => output.appendFile(bytes) });
    await writeFolder(archive, folder, '');
    await archive.finish();
  } finally {
    await output.close();
  }
}

async function writeFolder(archive: ArchiveWriter, folder: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const from = join(folder, entry.name);
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.includes(entry.name)) await writeFolder(archive, from, `${path}/`);
    } else {
      await writeEntry(archive, entry, from, path);
    }
  }
}

async function writeEntry(archive: ArchiveWriter, entry: Dirent, from: string, path: string): Promise<void> {
  if (entry.isSymbolicLink()) return await writeLink(archive, from, path);
  if (!entry.isFile()) throw new Error(`${path} is neither a file, a folder nor a symbolic link`);
  const { mode } = await stat(from);
  await archive.write(path, createReadStream(from), { mode: mode & 0o777 });
}

/** The content of a link is its target. */
async function writeLink(archive: ArchiveWriter, from: string, path: string): Promise<void> {
  const target = await readlink(from, { encoding: 'buffer' });
  await archive.copy({
    path,
    type: 'symlink',
    size: target.length,
    mode: 0o777,
    bytes: async () => target,
    stream: async function* () {
      yield target;
    },
  });
}
