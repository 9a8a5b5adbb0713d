import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveError } from './archive-error.ts';
import type { EntryType } from './zip-format.ts';

interface ExtractableEntry {
  path: string;
  type: EntryType;
  size: number;
  mode: number | undefined;
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
}

/** Up to this size a synchronous write is faster than handing it to another thread; so is making a folder. */
const SYNCHRONOUS_BYTES = 1024 * 1024;

/**
 * Writes checked entries below a folder. Only new files are made and only through real folders; symbolic links come
 * last, so nothing can be written through one. After an error a folder that was created is removed.
 */
export async function extractEntries(entries: AsyncIterable<ExtractableEntry>, folder: string): Promise<void> {
  const created = await mkdir(folder, { recursive: true });
  try {
    const root = await realpath(folder);
    const folders = new Set([root]);
    const links: [path: string, target: string][] = [];
    for await (const entry of entries) {
      const target = join(root, entry.path);
      makeFolder(entry.type === 'directory' ? target : dirname(target), folders, entry.path);
      if (entry.type === 'file') await writeEntry(entry, target);
      else {
        const content = Buffer.from(await entry.bytes());
        if (entry.type === 'symlink') links.push([entry.path, content.toString()]);
      }
    }
    for (const [path, target] of links) await explainTaken(path, () => symlink(target, join(root, path)));
  } catch (error) {
    if (created !== undefined) await rm(created, { recursive: true, force: true });
    throw error;
  }
}

/** Makes the folder and those above it, down from one that is known to be real. */
function makeFolder(folder: string, known: Set<string>, entry: string): void {
  if (known.has(folder)) return;
  makeFolder(dirname(folder), known, entry);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (!lstatSync(folder).isDirectory()) {
      throw new ArchiveError(`cannot be written: "${folder}" is there and is not a folder`, entry, { cause: error });
    }
  }
  known.add(folder);
}

async function writeEntry(entry: ExtractableEntry, target: string): Promise<void> {
  const options = { flag: 'wx', mode: 0o666 | ((entry.mode ?? 0) & 0o111) };
  if (entry.size <= SYNCHRONOUS_BYTES) {
    const bytes = await entry.bytes();
    return explainTaken(entry.path, async () => writeFileSync(target, bytes, options));
  }
  let started = false;
  async function* content() {
    started = true;
    yield* entry.stream();
  }
  await explainTaken(entry.path, () => writeFile(target, content(), options)).catch(async (error: unknown) => {
    if (started) await rm(target, { force: true });
    throw error;
  });
}

async function explainTaken(entry: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isTaken(error)) {
      throw new ArchiveError('cannot be written: something is there already', entry, { cause: error });
    }
    throw error;
  }
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EEXIST';
