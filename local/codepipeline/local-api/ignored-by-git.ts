import { execFile } from 'node:child_process';

/** Of the list that git writes; a longer one is not read, and nothing is left out then. */
const MAX_LIST = 64 * 1024 * 1024;

/**
 * What git ignores below a folder, as paths relative to it; a folder that is ignored as a whole has a slash at its end.
 * Empty where the folder is not in a work tree, or there is no git.
 */
export function listIgnored(folder: string): Promise<ReadonlySet<string>> {
  const list = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  // A repository may name a program that git asks for changes; none of somebody else's is run.
  const args = ['-C', folder, '-c', 'core.fsmonitor=false', ...list];
  return new Promise((resolve) => {
    execFile('git', args, { maxBuffer: MAX_LIST, encoding: 'utf8' }, (error, stdout) => {
      resolve(new Set(error ? [] : stdout.split('\0').filter(Boolean)));
    });
  });
}
