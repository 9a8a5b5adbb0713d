import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runsFromSource } from './call.ts';

const NAME = 'codepipeline-partner-action';

/**
 * Where commands keep what they would otherwise work out again each time, such as bundles: below the `node_modules` that
 * this program was installed to, or that its repository has. There nobody else can put code, as in a folder for temporary
 * files; git leaves it out, and `npm ci` removes it. Undefined where there is none.
 * @param from The folder of this file.
 */
export function keptFolder(from = import.meta.dirname, isSource = runsFromSource): string | undefined {
  const installed = isSource ? join(from, '../node_modules') : nearest(from);
  if (installed === undefined || stateOf(installed) !== 'folder') return undefined;
  const all = join(installed, '.cache');
  const own = join(all, NAME);
  return [all, own].some((folder) => stateOf(folder) === 'other') ? undefined : own;
}

/** A link counts as something else: it leads to another copy of this program, or to where others may write. */
function stateOf(path: string): 'folder' | 'other' | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found && (found.isDirectory() ? 'folder' : 'other');
}

function nearest(folder: string): string | undefined {
  if (basename(folder) === 'node_modules') return folder;
  return dirname(folder) === folder ? undefined : nearest(dirname(folder));
}

/** Where bundles are kept. */
export function keptBundles(): string | undefined {
  const folder = keptFolder();
  return folder && join(folder, 'bundles');
}
