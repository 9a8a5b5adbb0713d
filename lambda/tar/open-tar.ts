import { ArchiveError } from '../zip/archive-error.ts';
import { extractEntries } from '../zip/extract-entries.ts';
import { type ArchiveLimits, defaultLimits } from '../zip/limits.ts';
import type { SourceRanges } from '../zip/source-ranges.ts';
import { openWindows } from '../zip/windows.ts';
import type { EntryType } from '../zip/zip-format.ts';
import { openContent } from './entry-content.ts';
import { gunzip } from './gunzip.ts';
import { type ScannedEntry, scanEntries } from './scan-entries.ts';

/**
 * A tar archive, plain or in gzip data, that is read where it lies. It has no directory, so everything goes from front
 * to back through all of it, with at most three windows of it in memory. Nothing but gzip's checksum, at the very end,
 * tells whether content is damaged: it is verified when `entries` has been gone through, or another method has ended.
 * Every method throws an ArchiveError for what is wrong with the archive, and lets the errors of the source pass.
 */
export interface TarArchive {
  /** Every entry, in the order of the archive. Each call reads the archive anew. Breaking off is allowed. */
  entries(): AsyncIterable<TarEntry>;
  /** The bytes of the file at exactly this path. Each call reads the whole archive. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Writes everything below the folder, which is created. Nothing that is there already is overwritten: it is an
   * error. After an error a folder that was created is gone again.
   */
  extract(folder: string): Promise<void>;
}

/**
 * One entry. It may be read at any time and more than once. The first time costs nothing if the next entry has not been
 * asked for; later reading goes through all of the archive that lies in front of it, save that a file of up to 1 MiB is
 * kept until then. A read that is under way when the next entry is asked for ends with an error.
 */
export interface TarEntry {
  /** Relative, with forward slashes, free of `..`, and without a slash at the end of a directory. */
  path: string;
  type: EntryType;
  /** Bytes of the content, unpacked. */
  size: number;
  /** POSIX permission bits. */
  mode: number;
  /** The content, of a symbolic link the checked target. */
  stream(): AsyncIterable<Uint8Array>;
  /** The content in one piece, within the limit `pieceBytes`. */
  bytes(): Promise<Uint8Array>;
}

/** @param packing What is around the tar archive. */
export function openTar(
  ranges: SourceRanges,
  packing: 'none' | 'gzip',
  limits: Partial<ArchiveLimits> = {},
): TarArchive {
  const allLimits = { ...defaultLimits, ...limits };
  const scan = () => scanEntries(archiveBytes(ranges, packing, allLimits), allLimits);
  async function* contentOf(index: number): AsyncGenerator<Uint8Array> {
    let at = 0;
    for await (const entry of scan()) {
      if (at++ === index) return yield* entry.body;
    }
    throw new ArchiveError('has other entries than when it was read before');
  }
  async function* entries() {
    let index = 0;
    for await (const entry of scan()) {
      const here = index++;
      const content = openContent(entry, () => contentOf(here));
      try {
        yield toTarEntry(entry, content.stream, allLimits);
      } finally {
        content.leave();
      }
    }
  }
  return {
    entries,
    extract: (folder) => extractEntries(entries(), folder),
    async read(path) {
      let found: Uint8Array | undefined;
      for await (const { path: other, type, bytes } of entries()) {
        if (other !== path) continue;
        if (type !== 'file') throw new ArchiveError(`is a ${type}, not a file`, path);
        found = await bytes();
      }
      if (found === undefined) throw new ArchiveError('is not there', path);
      return found;
    },
  };
}

const PIECE_BYTES = 256 * 1024;

function archiveBytes(ranges: SourceRanges, packing: 'none' | 'gzip', limits: ArchiveLimits): AsyncGenerator<Buffer> {
  const bytes = openWindows(ranges, 0, ranges.size).pieces(0, ranges.size, PIECE_BYTES);
  return packing === 'gzip' ? gunzip(bytes, ranges.size, limits) : bytes;
}

function toTarEntry(
  { path, type, size, mode, target }: ScannedEntry,
  content: () => AsyncIterable<Uint8Array>,
  { pieceBytes }: ArchiveLimits,
): TarEntry {
  async function* streamTarget() {
    if (target !== undefined) yield Buffer.from(target);
  }
  const stream = type === 'file' ? content : streamTarget;
  return {
    ...{ path, type, size, mode, stream },
    async bytes() {
      if (size > pieceBytes) {
        throw new ArchiveError(
          `has ${size} bytes; at most ${pieceBytes} are read in one piece, more as a stream`,
          path,
        );
      }
      const bytes = Buffer.allocUnsafeSlow(size);
      let filled = 0;
      for await (const chunk of stream()) {
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
      return bytes;
    },
  };
}
