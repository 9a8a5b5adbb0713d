import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

/** Editors write a file in several steps. */
const SETTLED_AFTER_MILLISECONDS = 40;
const SOURCES = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json'];

/** What is watched from now on. */
export interface Watched {
  readonly files: readonly string[];
  /** Whether something is missing that a new file may bring. */
  readonly incomplete: boolean;
}

/**
 * Calls `onSaved` after one of the files was saved with another content, never twice at a time; what is saved meanwhile is
 * seen afterwards. Folders are watched, because many editors put a new file in the place of the old one.
 * @param onSaved Gives what is to be watched from then on; it must not throw.
 * @returns What ends it.
 */
export function watchFiles(files: readonly string[], onSaved: () => Promise<Watched>): () => void {
  const watchers = new Map<string, FSWatcher>();
  let watched: Watched = { files, incomplete: false };
  let seen = stampsOf(files);
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | undefined;
  let isOver = false;

  const look = async () => {
    const before = stampsOf(watched.files);
    if (!watched.incomplete && [...before].every(([file, stamp]) => seen.get(file) === stamp)) return;
    watched = await onSaved();
    // A file that was saved meanwhile differs from its state before.
    seen = new Map([...stampsOf(watched.files), ...before]);
    follow();
    if (!watched.incomplete) lookSoon();
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (work !== undefined) return lookSoon();
      work = look().finally(() => {
        work = undefined;
      });
    }, SETTLED_AFTER_MILLISECONDS);
  };
  const follow = () => {
    if (isOver) return;
    for (const folder of new Set(watched.files.map((file) => dirname(file)))) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, (_, name) => {
        const isKnown = name === null || watched.files.some((file) => basename(file) === name);
        if (isKnown || (watched.incomplete && SOURCES.includes(extname(name)))) lookSoon();
      });
      watcher.on('error', () => watchers.delete(folder));
      watchers.set(folder, watcher);
    }
  };
  follow();
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

/** What tells one state of each file from another; empty for a file that is not there. */
const stampsOf = (files: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    files.map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return [file, stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`];
    }),
  );
