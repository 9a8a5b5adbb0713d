import type { ArtifactEntry } from '../../model/artifact.ts';
/**
 * What an entry is. A device, pipe or socket has no content, and neither has a hard link: its bytes are those of
 * another entry.
 */
export type EntryType = ArtifactEntry['type'];

/** The type as a word of a sentence. */
export const wordFor = (type: EntryType): string => (type === 'hardlink' ? 'hard link' : type);

/** The types that may be written or copied into an archive. */
export type WritableType = 'file' | 'directory' | 'symlink';

export const isWritable = (type: EntryType): type is WritableType =>
  type === 'file' || type === 'directory' || type === 'symlink';
