import { ArchiveError } from '../archive-error.ts';
import type { PlacedType } from '../path-tree.ts';
import { DOS_DIRECTORY, MODE } from './zip-format.ts';

/** The parts of a directory header that tell an entry's type. */
interface TypeEvidence {
  name: string;
  size: number;
  /** The mode, from a system that has modes. */
  posix: number | undefined;
  /** The lower half of the external attributes. */
  dos: number;
}

/** Types without content. On an entry that has content, the mode is that of the file it was read from. */
const EMPTY_TYPES: Readonly<Record<number, PlacedType>> = {
  [MODE.pipe]: 'pipe',
  [MODE.characterDevice]: 'device',
  [MODE.blockDevice]: 'device',
  [MODE.socket]: 'socket',
};

/**
 * An entry's type by its name, its directory bit and its size. The mode only tells files from links where these leave
 * it open: old archivers give folders a mode with all bits set, and `zip` gives what it reads from a pipe that of the pipe.
 * @throws ArchiveError for a directory that has content.
 */
export function readType({ name, size, posix, dos }: TypeEvidence): PlacedType {
  const kind = (posix ?? 0) & MODE.type;
  const isByName = name.endsWith('/');
  // When there is a mode, the bit is often wrong: the mode 0664 in the wrong half has it too.
  const countsBit = posix === undefined || (size === 0 && kind !== MODE.file && kind !== MODE.symlink);
  const isByBit = countsBit && (dos & DOS_DIRECTORY) !== 0;
  if (isByName || isByBit || kind === MODE.folder) {
    if (size === 0) return 'directory';
    throw new ArchiveError(`is a directory with ${size} bytes of content`, name);
  }
  if (kind === MODE.symlink) return 'symlink';
  if (size > 0 || kind === MODE.file) return 'file';
  return EMPTY_TYPES[kind] ?? 'undecided';
}
