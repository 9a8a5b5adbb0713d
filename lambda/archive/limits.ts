import { getHeapStatistics } from 'node:v8';

/** How much an archive may need. An archive over one of these limits is an ArchiveError that names the limit. */
export interface ArchiveLimits {
  entries: number;
  /** Uncompressed bytes of all entries together. */
  totalBytes: number;
  /** Bytes unpacked or handed out by one opened archive, everything that is read again included. */
  workBytes: number;
  /** Uncompressed bytes of one entry that is asked for in one piece. */
  pieceBytes: number;
  /** Bytes of a zip's central directory, which is held in memory. */
  directoryBytes: number;
  /** Bytes of memory for everything else that is kept: the tree of all paths, and an extended header of a tar. */
  memoryBytes: number;
  /** Folders in all paths together; those that a path has in common with the one before it do not count. */
  levels: number;
  /** Uncompressed bytes for one compressed byte of an archive that unpacks to more than `freeBytes`. */
  ratio: number;
  /** Uncompressed bytes up to which `ratio` does not count. */
  freeBytes: number;
  /** UTF-8 bytes of a path, and of a symbolic link's target. */
  nameBytes: number;
  /** Folders inside each other, the entry's own name included, where archives are written or extracted. */
  depth: number;
}

const MIB = 1024 * 1024;
/** The rest of the heap is for the worker itself, the action and garbage that is not collected yet. */
const KEPT_SHARE = 1 / 4;
const MAX_KEPT_BYTES = 128 * MIB;

/**
 * Deflate reaches about 1,032 to 1, and what compresses best, an empty disk image, comes close. So the ratio only
 * bounds how long a small archive can keep a worker busy.
 */
export const defaultLimits: Readonly<ArchiveLimits> = {
  entries: 200_000,
  totalBytes: 16 * 1024 * MIB,
  workBytes: 64 * 1024 * MIB,
  pieceBytes: 256 * MIB,
  directoryBytes: 64 * MIB,
  memoryBytes: Math.min(MAX_KEPT_BYTES, Math.floor(getHeapStatistics().heap_size_limit * KEPT_SHARE)),
  levels: 4_000_000,
  ratio: 500,
  freeBytes: 4 * 1024 * MIB,
  nameBytes: 4096,
  depth: 64,
};
