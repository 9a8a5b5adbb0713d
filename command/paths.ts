import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Process } from './command.ts';

/** How the paths on a command line are read. */
export interface Paths {
  /** A path of something that exists: below the caller's folder, or else where a script of a package was started. */
  find(path: string): string;
  /** A path of something that will be written: below the caller's folder. */
  place(path: string): string;
}

/**
 * A path means what it means where the caller stands. npm starts a script in the folder of its package and tells in
 * INIT_CWD where it was called, also with `--prefix`. A path that the script itself holds is relative to the package.
 * @param folder Where this process runs.
 */
export function pathsOf(environment: Process['env'], folder = process.cwd()): Paths {
  const { INIT_CWD: calledIn, npm_package_json: manifest } = environment;
  // A program that a script starts in another folder inherits both variables; its own folder counts.
  const isScript = calledIn && manifest && resolve(dirname(manifest)) === resolve(folder);
  const caller = isScript ? resolve(calledIn) : folder;
  const place = (path: string) => resolve(caller, path);
  return {
    place,
    find: (path) => {
      const ofScript = resolve(folder, path);
      return !existsSync(place(path)) && existsSync(ofScript) ? ofScript : place(path);
    },
  };
}
