import type { ArtifactEntry } from '../../job/artifact.ts';

/** What was done with a file. */
export type FileScan = 'scanned' | 'binary' | 'too large' | 'excluded';

/** Of which kind an entry is that is neither a file nor a folder. */
export type OtherKind = 'symbolic link' | 'not a file';

/** An entry whose content nobody looked into, and why not. */
export interface NotScanned {
  path: string;
  scan: Exclude<FileScan, 'scanned'> | OtherKind;
}

/** Why an entry was not looked into, as the summary says it. */
export const REASONS: Readonly<Record<NotScanned['scan'], string>> = {
  binary: 'binary: it has a NUL byte in its first 8 KiB',
  'too large': 'too large: it is over 5 MiB',
  excluded: 'excluded by the configuration',
  'symbolic link': 'a symbolic link: it has no content of its own',
  'not a file': 'neither a file nor a folder: it has no content of its own',
};

/** What stands in place of a scan for an entry of this type. */
export const kindOf = (type: Exclude<ArtifactEntry['type'], 'file' | 'directory'>): OtherKind =>
  type === 'symlink' ? 'symbolic link' : 'not a file';
