import type { ArtifactEntry } from '../../index.ts';

/** What was done with a file that could be read. */
export type FileScan = 'scanned' | 'binary' | 'too large' | 'excluded';

/** An entry that has no content of its own. */
type OtherKind = 'symbolic link' | 'hard link' | 'device' | 'pipe' | 'socket';

/** What the scan did with an entry, or why it did nothing. */
export type Scan = FileScan | 'unreadable' | OtherKind;

/** An entry whose content nobody looked into, and why not. */
export interface NotScanned {
  path: string;
  scan: Exclude<Scan, 'scanned'>;
  /** Why an unreadable entry cannot be read, as the rest of a sentence. */
  reason: string | undefined;
}

const NO_CONTENT = 'it has no content of its own';

const REASONS: Readonly<Record<NotScanned['scan'], string>> = {
  binary: 'binary: it has a NUL byte in its first 8 KiB',
  'too large': 'too large: it is over 5 MiB',
  excluded: 'excluded by the configuration',
  unreadable: 'unreadable',
  'symbolic link': `a symbolic link: ${NO_CONTENT}`,
  'hard link': 'a hard link: the file that it leads to is looked into',
  device: `a device: ${NO_CONTENT}`,
  pipe: `a pipe: ${NO_CONTENT}`,
  socket: `a socket: ${NO_CONTENT}`,
};

/** Why an entry was not looked into, as the summary says it. */
export const reasonOf = ({ scan, reason }: NotScanned): string =>
  reason === undefined ? REASONS[scan] : `${REASONS[scan]}: it ${reason}`;

const KINDS: Readonly<Record<Exclude<ArtifactEntry['type'], 'file' | 'directory'>, OtherKind>> = {
  symlink: 'symbolic link',
  hardlink: 'hard link',
  device: 'device',
  pipe: 'pipe',
  socket: 'socket',
};

/** Why an entry is not read: its type, or that it is unreadable. Undefined for a file that can be read. */
export function passOver({
  type,
  unreadable,
}: ArtifactEntry): (Pick<NotScanned, 'reason'> & { scan: OtherKind | 'unreadable' }) | undefined {
  if (type !== 'file' && type !== 'directory') return { scan: KINDS[type], reason: undefined };
  return unreadable === undefined ? undefined : { scan: 'unreadable', reason: unreadable };
}
