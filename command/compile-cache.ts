import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { keptFolder } from './kept-folder.ts';

const WEEK_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/**
 * The folder where Node keeps what it compiled, made when it is not there yet. Each week has its own, and those before it are
 * removed: Node itself never removes what it keeps of files that are gone. Undefined where it cannot be written.
 */
export function compiledFolder(kept = keptFolder(), now = Date.now()): string | undefined {
  if (kept === undefined) return undefined;
  const all = join(kept, 'compiled');
  const week = `week-${Math.floor(now / WEEK_MILLISECONDS)}`;
  const folder = join(all, week);
  try {
    if (mkdirSync(folder, { recursive: true }) === undefined) return folder;
    for (const other of readdirSync(all))
      if (other !== week) rmSync(join(all, other), { recursive: true, force: true });
    return folder;
  } catch {
    return undefined;
  }
}

/**
 * Has Node keep what it compiles from here on in this process, and take again what it kept: of each file whose content is the
 * same, for the same version of Node. NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE override it.
 */
export function keepCompiled(): void {
  const folder = compiledFolder();
  // A Node that is too old for this program has no such function, and is still to say that it is.
  if (folder !== undefined) module.enableCompileCache?.(folder);
}
