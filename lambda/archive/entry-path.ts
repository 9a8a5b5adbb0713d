import { isUtf8 } from 'node:buffer';
import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import type { ArchiveLimits } from './limits.ts';

/** The longest name that the usual file systems take. */
const MAX_SEGMENT_BYTES = 255;

type PathLimits = Pick<ArchiveLimits, 'nameBytes' | 'depth'>;

/**
 * Checks that a path stays inside the folder it is unpacked to, on every system, and can be written there.
 * @throws ArchiveError naming the path and what is wrong with it.
 */
export function checkPath(path: string, limits: PathLimits): void {
  if (isPlain(path, limits)) return;
  const problem = problemOf(path, limits);
  if (problem !== undefined) throw new ArchiveError(problem, path);
}

const [SPACE, DOT, SLASH, COLON, BACKSLASH, TILDE] = [0x20, 0x2e, 0x2f, 0x3a, 0x5c, 0x7e];

/** A fast check that allows nearly all good paths; a path that it does not allow gets the full check. */
function isPlain(path: string, { nameBytes, depth }: PathLimits): boolean {
  if (path.length > Math.min(MAX_SEGMENT_BYTES, nameBytes)) return false;
  let levels = 1;
  let before = SLASH;
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (code < SPACE || code > TILDE || code === COLON || code === BACKSLASH) return false;
    if (before === SLASH && (code === SLASH || code === DOT)) return false;
    if (code === SLASH) levels++;
    before = code;
  }
  return before !== SLASH && levels <= depth;
}

function problemOf(path: string, limits: PathLimits): string | undefined {
  if (path === '') return 'has no name';
  if (hasControlCharacter(path)) return 'has a control character in its name';
  if (path.includes('\\')) return 'has a backslash in its name; folders are separated by "/"';
  if (path.startsWith('/')) return 'has an absolute path; only paths inside the archive are allowed';
  if (/^[A-Za-z]:/.test(path)) return 'has a drive letter in its path; only paths inside the archive are allowed';
  if (!path.isWellFormed()) return 'has a name that is not valid Unicode';
  const bytes = Buffer.byteLength(path);
  if (bytes > limits.nameBytes) return `has a name of ${bytes} bytes; at most ${limits.nameBytes} are allowed`;
  return problemOfSegments(path, limits);
}

function problemOfSegments(path: string, { depth }: PathLimits): string | undefined {
  let levels = 0;
  for (let start = 0, end = 0; end < path.length; start = end + 1) {
    const slash = path.indexOf('/', start);
    end = slash === -1 ? path.length : slash;
    const segment = path.slice(start, end);
    if (segment === '') return 'has an empty folder name in its path';
    if (isDots(segment)) return `has "${segment}" in its path; only plain names are allowed`;
    if (3 * segment.length > MAX_SEGMENT_BYTES && Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      return `has a file or folder name of over ${MAX_SEGMENT_BYTES} bytes`;
    }
    levels++;
  }
  return levels > depth ? `lies ${levels} levels deep; at most ${depth} are allowed` : undefined;
}

/** Windows leaves out dots and spaces at the end, so other names than "." and ".." can lead upwards there. */
const isDots = (segment: string) => segment.startsWith('.') && /^\.[. ]*$/.test(segment);

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}

/** Checks a symbolic link by its content, which is the target. @throws ArchiveError as `checkLinkTarget` does. */
export function checkLinkContent(path: string, content: Uint8Array): void {
  if (!isUtf8(content)) throw new ArchiveError('is a symbolic link to a name that is not UTF-8', path);
  checkLinkTarget(path, Buffer.from(content).toString());
}

/**
 * Checks that a symbolic link leads to something inside the archive. `..` is taken only at the start: behind a name
 * it could climb from wherever another link leads.
 * @throws ArchiveError naming the link and the target.
 */
export function checkLinkTarget(path: string, target: string): void {
  const refuse = (problem: string): never => {
    throw new ArchiveError(`is a symbolic link to ${quote(target)}, ${problem}`, path);
  };
  if (target === '') refuse('which is nowhere');
  if (hasControlCharacter(target) || target.includes('\\')) refuse('which holds a control character or a backslash');
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target))
    refuse('which is absolute; only relative targets are allowed');
  const segments = target.split('/').filter((segment) => segment !== '.' && segment !== '');
  const climbs = segments.findIndex((segment) => segment !== '..');
  const up = climbs === -1 ? segments.length : climbs;
  if (segments.slice(up).includes('..')) refuse('which has ".." behind a name');
  if (up > path.split('/').length - 1) refuse('which lies outside the archive');
}
