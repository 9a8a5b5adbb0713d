import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import type { EntryType } from './zip-format.ts';

interface NamedEntry {
  readonly path: string;
  readonly type: EntryType;
}

/** Keeps the paths of one archive and refuses those that would fall on each other, on any file system. */
export interface PathRegister {
  /** @throws ArchiveError when the path is taken, or goes through something that is not a directory. */
  add(entry: NamedEntry): void;
}

/** Starts an empty register. */
export function createPathRegister(): PathRegister {
  const entries = new Map<string, NamedEntry>();
  /** Folders that some entry lies in, each with the first such entry. */
  const folders = new Map<string, NamedEntry>();
  return {
    add(entry) {
      const key = foldPath(entry.path);
      const same = entries.get(key);
      if (same !== undefined) refuseSame(entry.path, same.path);
      const inside = entry.type === 'directory' ? undefined : folders.get(key);
      if (inside !== undefined)
        throw new ArchiveError(`is a ${entry.type}, but ${quote(inside.path)} lies in it`, entry.path);
      for (let folder = parentOf(key); folder !== '' && !folders.has(folder); folder = parentOf(folder)) {
        const above = entries.get(folder);
        if (above !== undefined && above.type !== 'directory') {
          throw new ArchiveError(`lies in ${quote(above.path)}, which is a ${above.type}`, entry.path);
        }
        folders.set(folder, entry);
      }
      entries.set(key, entry);
    },
  };
}

function refuseSame(path: string, other: string): never {
  const problem = path === other ? 'is there twice' : `differs from ${quote(other)} only in case or Unicode form`;
  throw new ArchiveError(`${problem}; every path is allowed once`, path);
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Paths with the same fold are one file on a system that ignores case or normalises names. */
function foldPath(path: string): string {
  // Upper case first: it brings "ß" to "SS" and all forms of sigma together.
  return isAscii(path) ? path.toLowerCase() : path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD');
}

/** Whether every character is one of the 128 that all encodings share. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
