import { constants, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLinkTarget } from '../../../lambda/archive/entry-path.ts';
import { type ArchiveWriter, createArchive } from '../../../lambda/archive/zip/create-archive.ts';
import { listIgnored } from './ignored-by-git.ts';

/** Folders that a pipeline's source action does not deliver, or that a build makes again. */
const SKIPPED = ['.git', 'node_modules'];

/** How many of a folder's entries are not in its archive. */
export interface LeftOut {
  /** Folders named `.git` or `node_modules`. */
  folders: number;
  /** Files, and folders as a whole, that git ignores. */
  ignored: number;
  /** Links that lead out of the folder. */
  links: number;
  /** Entries that are not files, folders or links. */
  others: number;
}

interface ZipOptions {
  /** Whether what git ignores belongs to it too. */
  includeIgnored?: boolean | undefined;
  /** Is told how much was packed, after each file. */
  onPacked?(packed: Packed): void;
}

/** How much of a folder is in its archive. */
export interface Packed {
  files: number;
  /** Before they were compressed. */
  bytes: number;
}

/**
 * Writes the content of a folder as a zip, in order of name. Symbolic links stay links. Left out are folders named
 * `.git` or `node_modules` and empty ones, what git ignores, links that lead out of the folder, and what is neither file,
 * folder nor link.
 * @param file Must not exist yet.
 * @throws ArchiveError for a name that no archive may hold.
 */
export async function zipFolder(folder: string, file: string, options: ZipOptions = {}): Promise<LeftOut> {
  const leftOut: LeftOut = { folders: 0, ignored: 0, links: 0, others: 0 };
  const ignored: ReadonlySet<string> = options.includeIgnored ? new Set() : await listIgnored(folder);
  const packed: Packed = { files: 0, bytes: 0 };
  const output = await open(file, 'wx');
  try {
    const archive = createArchive({ write: (bytes) => output.appendFile(bytes) });
    const onPacked = (bytes: number) => {
      packed.files += 1;
      packed.bytes += bytes;
      options.onPacked?.(packed);
    };
    await writeFolder(archive, folder, { prefix: '', leftOut, ignored, onPacked });
    await archive.finish();
    return leftOut;
  } finally {
    await output.close();
  }
}

interface Place {
  /** The path of the folder in the archive, with a slash at its end. */
  prefix: string;
  leftOut: LeftOut;
  ignored: ReadonlySet<string>;
  onPacked(bytes: number): void;
}

async function writeFolder(archive: ArchiveWriter, folder: string, place: Place): Promise<void> {
  const { prefix, leftOut, ignored, onPacked } = place;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const from = join(folder, entry.name);
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      if (SKIPPED.includes(entry.name)) leftOut.folders += 1;
      else if (ignored.has(`${path}/`)) leftOut.ignored += 1;
      else await writeFolder(archive, from, { ...place, prefix: `${path}/` });
    } else if (ignored.has(path)) {
      leftOut.ignored += 1;
    } else if (entry.isSymbolicLink()) {
      if (!(await writeLink(archive, from, path))) leftOut.links += 1;
    } else if (entry.isFile()) {
      onPacked(await writeFile(archive, from, path));
    } else {
      leftOut.others += 1;
    }
  }
}

/** Gives the size of the file in bytes. @throws Error with the code ELOOP for one that has become a link meanwhile. */
async function writeFile(archive: ArchiveWriter, from: string, path: string): Promise<number> {
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode, size } = await file.stat();
    await archive.write(path, file.createReadStream({ autoClose: false }), { mode: mode & 0o777 });
    return size;
  } finally {
    await file.close();
  }
}

/** The content of a link is its target. False for one that leads out of the folder, which is not written. */
async function writeLink(archive: ArchiveWriter, from: string, path: string): Promise<boolean> {
  const target = await readlink(from, { encoding: 'buffer' });
  // For example, a virtual environment of Python has links to the interpreter; the rest of the folder is still good input.
  if (!staysInside(path, target.toString())) return false;
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
  return true;
}

function staysInside(path: string, target: string): boolean {
  try {
    checkLinkTarget(path, target);
    return true;
  } catch {
    return false;
  }
}
