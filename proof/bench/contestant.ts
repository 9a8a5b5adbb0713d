import { execFileSync } from 'node:child_process';
import { bundleOf } from './bundle-contestants.ts';

/** One way of doing a piece of work: a whole process. */
export interface Contestant {
  name: string;
  command: string;
  /** @param target A path of its own for what it makes. */
  args(target: string): string[];
}

/** A script of `contestants/`, which prints one line of JSON. The target comes last of its arguments. */
export const nodeContestant = (name: string, script: string, ...args: string[]): Contestant => ({
  name,
  command: process.execPath,
  args: (target) => ['--import', bundleOf('report-usage.ts'), bundleOf(script), ...args, target],
});

/** A command line; `$1` and so on are the arguments and `$target` is the target. */
export const shellContestant = (name: string, script: string, ...args: string[]): Contestant => ({
  name,
  command: 'sh',
  args: (target) => ['-c', `set -e; target=$0; ${script}\ntimes >&3`, target, ...args],
});

/** Whether a program is on the path of this machine. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The contestants whose program is there, and the names of those left out. */
export function present(...wanted: (Contestant & { program?: string })[]): {
  contestants: Contestant[];
  skipped: string[];
} {
  const there = ({ program }: { program?: string }) => program === undefined || isInstalled(program);
  return {
    contestants: wanted.filter(there),
    skipped: wanted.filter((one) => !there(one)).map(({ name, program }) => `${name}: ${program} is not installed`),
  };
}
