import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import { isAscii } from './decode-text.ts';
import { type EntryType, wordFor } from './entry-type.ts';
import type { KeptMemory } from './kept-memory.ts';

interface NamedEntry {
  readonly path: string;
  readonly type: EntryType;
}

/** Keeps the paths of one archive and refuses two paths that are the same file on some file system. */
export interface PathRegister {
  /** @throws ArchiveError when the path is taken, or goes through something that is not a directory. */
  add(entry: NamedEntry): void;
  /** What was added under exactly this path. */
  typeOf(path: string): EntryType | undefined;
}

interface RegisterOptions {
  /** Counts the memory of the register, if that has a limit. */
  memory?: KeptMemory;
  /** Whether a directory may be there more than once: no content is lost by it. */
  allowsDirectoryTwice?: boolean;
}

/** Starts an empty register. */
export function createPathRegister({ memory, allowsDirectoryTwice = false }: RegisterOptions = {}): PathRegister {
  const entries = new Map<string, NamedEntry>();
  /** Folders that contain an entry, each with its first entry. */
  const folders = new Map<string, NamedEntry>();
  return {
    add({ path, type }) {
      const entry = { path, type };
      const key = foldPath(path);
      const same = entries.get(key);
      if (same !== undefined) {
        if (allowsDirectoryTwice && path === same.path && type === 'directory' && same.type === type) return;
        refuseSame(path, same.path);
      }
      const inside = type === 'directory' ? undefined : folders.get(key);
      if (inside !== undefined) {
        throw new ArchiveError(`is a ${wordFor(type)}, but ${quote(inside.path)} lies in it`, path);
      }
      for (let folder = parentOf(key); folder !== '' && !folders.has(folder); folder = parentOf(folder)) {
        const above = entries.get(folder);
        if (above !== undefined && above.type !== 'directory') {
          throw new ArchiveError(`lies in ${quote(above.path)}, which is a ${wordFor(above.type)}`, path);
        }
        memory?.keep(2 * folder.length, path);
        folders.set(folder, entry);
      }
      memory?.keep(2 * key.length, path);
      entries.set(key, entry);
    },
    typeOf(path) {
      const entry = entries.get(foldPath(path));
      return entry?.path === path ? entry.type : undefined;
    },
  };
}

function refuseSame(path: string, other: string): never {
  if (path === other) refuseAmbiguous(path);
  throw new ArchiveError(`differs from ${quote(other)} only in case or Unicode form; every path is allowed once`, path);
}

/** The path of more than one entry. */
export function refuseAmbiguous(path: string): never {
  throw new ArchiveError('is there twice; every path is allowed once', path);
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Paths with the same fold are one file on a system that ignores case or normalises names. */
function foldPath(path: string): string {
  // Upper case first: it brings "ß" to "SS" and all forms of sigma together.
  return isAscii(path) ? path.toLowerCase() : path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD');
}
