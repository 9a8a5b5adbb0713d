import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { INSTALLED, upToTop, wayOf } from './import-ways.ts';

/** All on the disk that decides what a build gives: the state of each file and folder, by its path. */
export interface BuildInputs {
  readonly files: ReadonlyMap<string, string>;
  readonly folders: ReadonlyMap<string, string>;
  /** The imports that lead by a rule which is not compared. */
  readonly untraced: readonly string[];
}

/** The state of what is not there. It may be what decides: a new file may be found before the one that was. */
const ABSENT = 'absent';
/** What esbuild reads in a folder and in those above it. */
const READ_ABOVE = ['package.json', 'tsconfig.json'];

/**
 * What decided a build: what esbuild read, and where it would have found something else first.
 * @param root The folder that the paths in the metafile are relative to.
 * @param others Further files.
 */
export function inputsOf(root: string, { inputs }: Metafile, others: readonly string[]): BuildInputs {
  const files = new Set(others);
  const folders = new Set<string>();
  const above = new Set<string>();
  const untraced: string[] = [];
  for (const [path, { imports }] of Object.entries(inputs)) {
    const file = resolve(root, path);
    files.add(file);
    for (const folder of upToPackage(dirname(file))) folders.add(folder);
    for (const folder of upToTop(dirname(file))) above.add(folder);
    for (const { path: found, original = found, external = false } of imports) {
      const way = wayOf(file, original);
      for (const folder of way ?? []) folders.add(folder);
      if (way === undefined && !external) untraced.push(original);
    }
  }
  for (const folder of above) {
    for (const name of READ_ABOVE) files.add(join(folder, name));
    for (const installed of installedIn(join(folder, INSTALLED))) folders.add(installed);
  }
  return { files: statesOf(files, stateOfFile), folders: statesOf(folders, stateOfFolder), untraced };
}

/** The files of this room, which decide too how a bundle comes out. */
export const bundlers = (): string[] => readdirSync(import.meta.dirname).map((name) => join(import.meta.dirname, name));

/** Whether everything is as it was. */
export const areUnchanged = ({ files, folders }: BuildInputs): boolean =>
  every(files, (path, state) => stateOfFile(path) === state) &&
  every(folders, (path, state) => stateOfFolder(path) === state);

/**
 * Whether nothing has changed since this moment, in epoch milliseconds. The time of the change is the one that no program
 * can set back.
 */
export function wereSettled({ files, folders }: BuildInputs, moment: number): boolean {
  const isSettled = (path: string) => (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) < moment;
  return every(files, isSettled) && every(folders, isSettled);
}

/** What in a tsconfig.json leads to files that are not among the inputs: by itself, or as one of several that were tried. */
const LEADS_ELSEWHERE = /"(?:extends|paths|baseUrl)"/;

/** Whether files decide too that are not among these. */
export const dependOnOthers = ({ files, untraced }: BuildInputs): boolean =>
  untraced.length > 0 ||
  !every(files, (path, state) => {
    if (state === ABSENT || basename(path) !== 'tsconfig.json') return true;
    return !LEADS_ELSEWHERE.test(readFileSync(path, 'utf8'));
  });

const every = (states: ReadonlyMap<string, string>, holds: (path: string, state: string) => boolean): boolean =>
  [...states].every(([path, state]) => holds(path, state));

const statesOf = (paths: Iterable<string>, stateOf: (path: string) => string): Map<string, string> =>
  new Map(Array.from(paths, (path) => [path, stateOf(path)]));

/** The folders of one package: another extension or an index file in any of them may be found first. */
function upToPackage(folder: string): string[] {
  const all = upToTop(folder);
  const end = all.findIndex((one) => existsSync(join(one, 'package.json')));
  return end < 0 ? [folder] : all.slice(0, end + 1);
}

/** The folders that packages are installed in, those of scopes among them. */
function installedIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return [folder, ...names.filter((name) => name.startsWith('@')).map((scope) => join(folder, scope))];
}

function stateOfFile(path: string): string {
  try {
    return hash('sha256', readFileSync(path));
  } catch (error) {
    return absentOr(error);
  }
}

/** The names in a folder, with what each link leads to. No package has a name with a dot in front, but caches do. */
function stateOfFolder(path: string): string {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const counted = basename(path) === INSTALLED ? entries.filter(({ name }) => !name.startsWith('.')) : entries;
    const named = counted.map((entry) => {
      const target = entry.isSymbolicLink() ? readlinkSync(join(path, entry.name)) : '';
      return [entry.name, entry.isDirectory(), target];
    });
    return hash('sha256', JSON.stringify([realpathSync(path), named.sort()]));
  } catch (error) {
    return absentOr(error);
  }
}

function absentOr(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? ABSENT : `unreadable: ${code}`;
}
