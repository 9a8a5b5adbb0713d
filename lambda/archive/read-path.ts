import { ArchiveError } from './archive-error.ts';
import type { ArchiveLimits } from './limits.ts';

/**
 * The path of an entry that is read: segments joined by single slashes, without "." and without a slash at the end;
 * empty for the archive's own root. Odd names stay as they are.
 * @throws ArchiveError when it could lead out of a folder that it is joined to.
 */
export function readPath(name: string, { nameBytes }: Pick<ArchiveLimits, 'nameBytes'>): string {
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, name);
  };
  if (name === '') refuse('has no name');
  if (name.includes('\0')) refuse('has a control character in its name, which ends it for some readers');
  if (3 * name.length > nameBytes) {
    const bytes = Buffer.byteLength(name);
    if (bytes > nameBytes) refuse(`has a name of ${bytes} bytes; at most ${nameBytes} are allowed`);
  }
  const problem = leadsOut(name) ?? (name.includes('\\') ? leadsOut(name.replaceAll('\\', '/')) : undefined);
  if (problem === undefined) return MAY_BE_SHORTER.test(name) ? name.split('/').filter(isNamed).join('/') : name;
  return refuse(name.includes('\\') ? `${problem} when a backslash separates folders` : problem);
}

/** A path that is not in its shortest form begins or ends with "." or "/", or has one behind a slash. */
const MAY_BE_SHORTER = /^\.|\/\.|\/\/|\/$/;
const isNamed = (segment: string) => segment !== '' && segment !== '.';
/** Windows leaves out spaces at the end of a name. */
const CLIMBS = /(?:^|\/)(\.\. *)(?:\/|$)/;

function leadsOut(path: string): string | undefined {
  if (path.startsWith('/')) return 'has an absolute path; only paths inside the archive are allowed';
  if (/^[A-Za-z]:(?:\/|$)/.test(path)) {
    return 'has a drive letter in its path; only paths inside the archive are allowed';
  }
  const climbing = path.includes('..') ? CLIMBS.exec(path)?.[1] : undefined;
  return climbing === undefined ? undefined : `has "${climbing}" in its path; only plain names are allowed`;
}
