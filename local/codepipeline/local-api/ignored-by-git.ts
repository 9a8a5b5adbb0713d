import { execFile } from 'node:child_process';

/** The longest list of git, in bytes; a longer one is not read, and then nothing is left out. */
const MAX_LIST = 64 * 1024 * 1024;

/**
 * What git ignores below a folder, as paths relative to it; a folder that is ignored as a whole has a slash at its end.
 * Empty where the folder is not in a work tree, or there is no git.
 */
export function listIgnored(folder: string): Promise<ReadonlySet<string>> {
  const list = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  // A repository may name a program that git runs to find changes; a program of somebody else must not run.
  const args = ['-C', folder, '-c', 'core.fsmonitor=false', ...list];
  return new Promise((resolve) => {
    execFile('git', args, { maxBuffer: MAX_LIST, encoding: 'utf8' }, (error, stdout) => {
      resolve(new Set(error ? [] : stdout.split('\0').filter(Boolean)));
    });
  });
}
