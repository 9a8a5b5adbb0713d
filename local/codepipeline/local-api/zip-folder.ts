import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveWriter, createArchive } from '../../../lambda/archive/zip/create-archive.ts';
import { checkLinkTarget } from '../../../lambda/archive/zip/entry-path.ts';

/** Not part of what a pipeline's source action delivers, or made anew by whoever builds it. */
const SKIPPED = ['.git', 'node_modules'];

/**
 * Writes the content of a folder as a zip, in order of name. Symbolic links stay links. Left out are folders named
 * `.git` or `node_modules` and empty ones, links that lead out of the folder, and what is neither file, folder nor link.
 * @param file Must not exist yet.
 * @throws ArchiveError for a name that no archive may hold.
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
  if (!entry.isFile()) return;
  const { mode } = await stat(from);
  await archive.write(path, createReadStream(from), { mode: mode & 0o777 });
}

/** The content of a link is its target. */
async function writeLink(archive: ArchiveWriter, from: string, path: string): Promise<void> {
  const target = await readlink(from, { encoding: 'buffer' });
  // A virtual environment of Python, say, has links to the interpreter; the rest of the folder is still worth a job.
  if (!staysInside(path, target.toString())) return;
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

function staysInside(path: string, target: string): boolean {
  try {
    checkLinkTarget(path, target);
    return true;
  } catch {
    return false;
  }
}
