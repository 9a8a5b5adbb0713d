import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobLog } from '../action/job.ts';

/** The name has the process ID, so that a folder that a dead process left can be told from one in use. */
const NAME = /^job-(\d+)-/;
const OWNER_ONLY = 0o700;

/** Makes an empty folder for one job, which nobody else can look into. */
export const makeFolder = (within = tmpdir()): string => mkdtempSync(join(within, `job-${process.pid}-`));

/** What is below a temporary folder when a job begins, so that what the job leaves can be told from it. Links are not followed. */
export function listTemporary(folder: string): ReadonlySet<string> {
  for (const name of readdirSync(folder)) {
    if (isAbandoned(name)) removeAll(join(folder, name));
  }
  return new Set(below(folder));
}

/** Removes what was not there before, except what belongs to another user. @throws when something cannot be removed. */
export function removeNew(before: ReadonlySet<string>, folder: string): void {
  const problems: unknown[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    try {
      if (!before.has(path)) removeAll(path);
      else if (entry.isDirectory()) removeNew(before, path);
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new AggregateError(problems, `not all of ${folder} could be tidied up`);
}

/** Removes a file, a link or a folder with its content, also a folder that its owner has made read-only. */
export function removeAll(path: string): void {
  if (!isOurs(path)) return;
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    openUp(path);
    rmSync(path, { recursive: true, force: true });
  }
}

/** Logs what cannot be removed and does not throw: the job is done anyway. */
export function removeQuietly(log: JobLog, remove: () => unknown): void {
  try {
    remove();
  } catch (error) {
    log.warn('could not remove what the action left', { error });
  }
}

function openUp(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, OWNER_ONLY);
  for (const name of readdirSync(path)) openUp(join(path, name));
}

function* below(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* below(path);
  }
}

/** A worker has one job at a time: a folder with its own process ID was left by an earlier process with that ID. */
function isAbandoned(name: string): boolean {
  const owner = Number(NAME.exec(name)?.[1]);
  return owner === process.pid || (owner > 0 && !isAlive(owner));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

const isOurs = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
