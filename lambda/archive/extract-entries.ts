import { closeSync, lstatSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { link, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactEntry, ExtractOptions, LeftOutEntry } from '../../model/artifact.ts';
import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import { checkLinkContent, checkPath } from './entry-path.ts';
import { createKeptMemory, type KeptMemory } from './kept-memory.ts';
import type { ArchiveLimits } from './limits.ts';
import { pace } from './pacer.ts';
import { createPathRegister, type PathRegister } from './path-register.ts';

/** Up to this size a synchronous write is faster than handing it to another thread; so is making a folder. */
const SYNCHRONOUS_BYTES = 1024 * 1024;

const EMPTY = new Uint8Array();

/** The state of one extraction. */
interface Extraction {
  root: string;
  limits: ArchiveLimits;
  memory: KeptMemory;
  register: PathRegister;
  /** Folders that are known to be real. */
  folders: Set<string>;
  links: [path: string, target: string][];
}

/**
 * Writes entries below a folder, each after it was checked for what only matters then. Only new files are made and only
 * through real folders; symbolic links come last, so nothing can be written through one. After an error a folder that
 * was created is removed.
 * @returns what was left out.
 */
export async function extractEntries(
  entries: AsyncIterable<ArtifactEntry>,
  folder: string,
  limits: ArchiveLimits,
  { skip = false }: ExtractOptions = {},
): Promise<LeftOutEntry[]> {
  const created = await mkdir(folder, { recursive: true });
  const leftOut: LeftOutEntry[] = [];
  try {
    const root = await realpath(folder);
    const memory = createKeptMemory(limits);
    const register = createPathRegister({ memory, allowsDirectoryTwice: true });
    const extraction: Extraction = { root, limits, memory, register, folders: new Set([root]), links: [] };
    for await (const entry of entries) {
      await pace();
      const isLink = entry.type === 'symlink' && entry.unreadable === undefined;
      const content = isLink ? await entry.bytes() : EMPTY;
      const refusal = findRefusal(entry, content, extraction);
      if (refusal === undefined) await place(entry, content, extraction);
      else leftOut.push(leaveOut(entry, refusal, { skip, memory }));
    }
    for (const [path, target] of extraction.links) {
      await symlink(target, join(root, path)).catch((error) => refuse(error, path));
    }
  } catch (error) {
    if (created !== undefined) await rm(created, { recursive: true, force: true });
    throw error;
  }
  return leftOut;
}

/** The reason why an entry may not be written; an entry without one is added to the register. */
function findRefusal(
  { path, type, linkTarget, unreadable }: ArtifactEntry,
  content: Uint8Array,
  { limits, register }: Extraction,
): ArchiveError | undefined {
  try {
    checkPath(path, limits);
    if (unreadable !== undefined) throw new ArchiveError(unreadable, path);
    if (type === 'symlink') checkLinkContent(path, content);
    else if (type === 'hardlink') checkHardLink(path, linkTarget ?? '', register);
    else if (type !== 'file' && type !== 'directory') {
      throw new ArchiveError(`is a ${type}; only files, directories and links are written`, path);
    }
    register.add({ path, type });
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveError) return error;
    throw error;
  }
}

function checkHardLink(path: string, target: string, register: PathRegister): void {
  const type = register.typeOf(target);
  if (type === 'file' || type === 'hardlink') return;
  throw new ArchiveError(`is a hard link to ${quote(target)}, which is not a file that was written before it`, path);
}

function leaveOut(
  { path, type }: ArtifactEntry,
  refusal: ArchiveError,
  { skip, memory }: Required<ExtractOptions> & Pick<Extraction, 'memory'>,
): LeftOutEntry {
  const entry = { path, type, reason: refusal.message };
  if (!(typeof skip === 'function' ? skip(entry) : skip)) throw refusal;
  // A limit that was reached is not an entry that `skip` can leave out: this throws again.
  memory.keep(path.length + refusal.message.length, path);
  return entry;
}

async function place(entry: ArtifactEntry, content: Uint8Array, extraction: Extraction): Promise<void> {
  const { root, memory, links } = extraction;
  const { path, type } = entry;
  // The path was checked and is in its shortest form; `join` would take as long as the checks.
  const target = `${root}/${path}`;
  const folder = type === 'directory' ? target : target.slice(0, target.lastIndexOf('/'));
  if (!extraction.folders.has(folder)) makeFolder(folder, extraction, path);
  if (type === 'file') await writeEntry(entry, target);
  else if (type === 'directory') await entry.bytes();
  else if (type === 'hardlink') {
    await link(join(root, entry.linkTarget ?? ''), target).catch((error) => refuse(error, path));
  } else {
    memory.keep(path.length + content.length, path);
    links.push([path, Buffer.from(content).toString()]);
  }
}

/** Makes the folder and those above it, starting below one that is known to be real. */
function makeFolder(folder: string, extraction: Extraction, entry: string): void {
  const { folders, memory } = extraction;
  if (folders.has(folder)) return;
  makeFolder(folder.slice(0, folder.lastIndexOf('/')), extraction, entry);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') refuse(error, entry);
    if (!lstatSync(folder).isDirectory()) {
      throw new ArchiveError(`cannot be written: "${folder}" is there and is not a folder`, entry, { cause: error });
    }
  }
  memory.keep(folder.length, entry);
  folders.add(folder);
}

async function writeEntry(entry: ArtifactEntry, target: string): Promise<void> {
  const options = { flag: 'wx', mode: 0o666 | ((entry.mode ?? 0) & 0o111) };
  if (entry.size <= SYNCHRONOUS_BYTES) {
    const bytes = await entry.bytes();
    try {
      return writeWhole(target, bytes, options);
    } catch (error) {
      refuse(error, entry.path);
    }
  }
  let started = false;
  async function* content() {
    started = true;
    yield* entry.stream();
  }
  await writeFile(target, content(), options).catch(async (error: unknown) => {
    if (started) await rm(target, { force: true });
    refuse(error, entry.path);
  });
}

/** Makes the file with these bytes, or no file: the disk may be full before all are written. */
function writeWhole(target: string, bytes: Uint8Array, { flag, mode }: { flag: string; mode: number }): void {
  const file = openSync(target, flag, mode);
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Throws an error of the file system as it is, unless the archive is at fault. */
function refuse(error: unknown, entry: string): never {
  const problem = PROBLEMS[codeOf(error)];
  if (problem === undefined) throw error;
  throw new ArchiveError(`cannot be written: ${problem}`, entry, { cause: error });
}

/** Refusals of the file system for which the archive is at fault. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EEXIST: 'something is there already',
  ENAMETOOLONG: 'its path is too long for this system',
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');
