import { ArchiveError } from './archive-error.ts';
import type { PlacedType } from './path-tree.ts';
import { DOS_DIRECTORY, MODE } from './zip-format.ts';

/** What a directory header says that bears on an entry's type. */
interface TypeEvidence {
  name: string;
  size: number;
  /** The mode, from a system that has modes. */
  posix: number | undefined;
  /** The lower half of the external attributes. */
  dos: number;
}

/** Types that have no content; a mode of such a type on an entry that has some is of where it was read from. */
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
  // Beside a mode the bit is often noise: the mode 0664, put into the wrong half, has it too.
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
