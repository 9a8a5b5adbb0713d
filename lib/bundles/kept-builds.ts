import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { version } from 'esbuild';
import { areUnchanged, type BuildInputs, dependOnOthers, wereSettled } from './build-inputs.ts';

/** What was built, and what decided how it came out. */
export interface Build<T> {
  /** Copied as `structuredClone` does. */
  readonly value: T;
  inputs(): BuildInputs;
}

/** Files at most that are kept in one folder: those that were of use last. */
const MAX_KEPT = 30;
/** File systems tell the time of a change more coarsely than the clock. */
const COARSENESS_MILLISECONDS = 2000;
const DIGEST_LENGTH = 64;

/**
 * Builds, unless the same was built before and nothing that decides it has changed: each input is read and compared. Several
 * processes may use the folder at once. Where it cannot be read or written, everything is built.
 * @param folder Where builds are kept; none are when left out.
 * @param name All that decides a build besides the disk: what is built, and how.
 * @param now Of the clock that files get their times from.
 * @throws whatever `build` throws; nothing is kept then.
 */
export async function buildOnce<T>(
  folder: string | undefined,
  name: readonly unknown[],
  build: () => Promise<Build<T>>,
  now: () => number = Date.now,
): Promise<T> {
  if (folder === undefined) return (await build()).value;
  const decided = JSON.stringify([...name, version, process.version, process.env['NODE_PATH']]);
  const file = join(folder, hash('sha256', decided));
  const kept = read<T>(file);
  if (kept && areUnchanged(kept.inputs)) return kept.value;
  const begun = now();
  const built = await build();
  keep(file, built, begun);
  return built.value;
}

interface Kept<T> {
  readonly value: T;
  readonly inputs: BuildInputs;
}

/** Undefined for what is not there, is damaged, or was written by another Node. */
function read<T>(file: string): Kept<T> | undefined {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(DIGEST_LENGTH);
    if (bytes.toString('latin1', 0, DIGEST_LENGTH) !== hash('sha256', content)) return undefined;
    touch(file);
    return deserialize(content);
  } catch {
    return undefined;
  }
}

/** Not kept is what changed while it was built: nobody knows whether that was before or after it was read. */
function keep<T>(file: string, { value, inputs }: Build<T>, begun: number): void {
  try {
    const read = inputs();
    if (!wereSettled(read, begun - COARSENESS_MILLISECONDS) || dependOnOthers(read)) return;
    const kept: Kept<T> = { value, inputs: read };
    const content = serialize(kept);
    writeWhole(file, Buffer.concat([Buffer.from(hash('sha256', content), 'latin1'), content]));
  } catch {
    // The folder cannot be written, or somebody else tidies it up; then it is built again the next time.
  }
}

/**
 * The path of a module with this code beside the builds in a folder: the same one for the same code. Undefined where it
 * cannot be written.
 */
export function keepModule(folder: string, code: Uint8Array): string | undefined {
  const file = join(folder, `${hash('sha256', code)}.mjs`);
  try {
    if (!isThere(file, code)) writeWhole(file, code);
    return file;
  } catch {
    return undefined;
  }
}

function isThere(file: string, content: Uint8Array): boolean {
  try {
    touch(file);
    return readFileSync(file).equals(content);
  } catch {
    return false;
  }
}

function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}

/** At no time is a part of the file there. */
function writeWhole(file: string, content: Uint8Array): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}-${randomUUID()}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
  removeOld(folder, basename(file));
}

function removeOld(folder: string, latest: string): void {
  const others = readdirSync(folder).filter((name) => name !== latest);
  const byUse = others.map((name) => {
    const path = join(folder, name);
    return { path, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  for (const { path } of byUse.sort((a, b) => b.used - a.used).slice(MAX_KEPT - 1)) rmSync(path, { force: true });
}
