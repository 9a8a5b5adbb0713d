/** How much an archive may ask for. Going over any of them is an ArchiveError that names the limit. */
export interface ArchiveLimits {
  entries: number;
  /** Uncompressed bytes of all entries together. */
  totalBytes: number;
  /** Uncompressed bytes of one entry that is asked for in one piece. */
  pieceBytes: number;
  /** Bytes of the central directory, which is held in memory. */
  directoryBytes: number;
  /** Uncompressed bytes for one compressed byte, of each entry over 1 MiB and of the whole. */
  ratio: number;
  /** UTF-8 bytes of a path, and of a symbolic link's target. */
  nameBytes: number;
  /** Folders inside each other, the entry's own name included. */
  depth: number;
}

const MIB = 1024 * 1024;

/** Deflate reaches about 1,032 to 1; what people build, logs of repeated lines included, stays below 500 to 1. */
export const defaultLimits: Readonly<ArchiveLimits> = {
  entries: 200_000,
  totalBytes: 16 * 1024 * MIB,
  pieceBytes: 256 * MIB,
  directoryBytes: 64 * MIB,
  ratio: 500,
  nameBytes: 1024,
  depth: 64,
};

/** Less than this harms nobody, however well it is compressed. */
export const RATIO_FREE_BYTES = MIB;
