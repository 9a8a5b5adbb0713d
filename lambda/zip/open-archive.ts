import { ArchiveError } from './archive-error.ts';
import type { ByteSource } from './bytes.ts';
import type { DirectoryRecord } from './directory-record.ts';
import { readContent, streamContent, streamPacked } from './entry-content.ts';
import { checkLinkTarget } from './entry-path.ts';
import { extractEntries } from './extract-entries.ts';
import { type ArchiveLimits, defaultLimits } from './limits.ts';
import { type PackedContent, packedContent } from './packed-content.ts';
import { type Directory, readDirectory } from './read-directory.ts';
import { openWindows, type Windows } from './windows.ts';
import type { EntryType } from './zip-format.ts';

/**
 * A zip archive that is read where it lies. The first use reads and checks the whole central directory.
 * Every method throws an ArchiveError for what is wrong with the archive, and lets the errors of the source pass.
 */
export interface Archive {
  /** Every entry, in the order in which they lie in the archive. Breaking off is allowed. */
  entries(): AsyncIterable<ArchiveEntry>;
  /** The bytes of the file at exactly this path. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Writes everything below the folder, which is created. Nothing that is there already is overwritten: it is an
   * error. After an error a folder that was created is gone again.
   */
  extract(folder: string): Promise<void>;
}

/**
 * One entry. It may be read at any time and more than once: right when it is handed out that costs no request of its
 * own, later it may ask the source again.
 */
export interface ArchiveEntry {
  /** Relative, with forward slashes, free of `..`, and without a slash at the end of a directory. */
  path: string;
  type: EntryType;
  /** Bytes when uncompressed. */
  size: number;
  /** POSIX permission bits, where the archive has them. */
  mode: number | undefined;
  /** The content, of a symbolic link the checked target; the last chunk comes only after size and CRC-32 were right. */
  stream(): AsyncIterable<Uint8Array>;
  /** The content in one piece, within the limit `pieceBytes`. */
  bytes(): Promise<Uint8Array>;
  /** For `ArchiveWriter.copy`. */
  readonly [packedContent]: PackedContent;
}

/** Opens an archive; nothing is read before the first use. Limits that are left out are the default ones. */
export function openArchive(source: ByteSource, limits: Partial<ArchiveLimits> = {}): Archive {
  const allLimits = { ...defaultLimits, ...limits };
  let directory: Promise<Directory> | undefined;
  let byPath: Map<string, DirectoryRecord> | undefined;
  const open = () => {
    directory ??= readDirectory(source, allLimits);
    return directory;
  };
  async function* entries() {
    const { records, ranges, end } = await open();
    const windows = openWindows(ranges, records[0]?.offset ?? end, end);
    for (const record of records) yield toEntry(record, windows, allLimits);
  }
  return {
    entries,
    extract: (folder) => extractEntries(entries(), folder),
    async read(path) {
      const { records, ranges } = await open();
      byPath ??= new Map(records.map((record) => [record.path, record]));
      const record = byPath.get(path);
      if (record === undefined) throw new ArchiveError('is not there', path);
      if (record.type !== 'file') throw new ArchiveError(`is a ${record.type}, not a file`, path);
      return toEntry(record, openWindows(ranges, record.offset, record.end), allLimits).bytes();
    },
  };
}

function toEntry(record: DirectoryRecord, windows: Windows, { pieceBytes }: ArchiveLimits): ArchiveEntry {
  const { path, type, size, mode } = record;
  const bytes = async () => {
    if (size > pieceBytes) {
      throw new ArchiveError(`has ${size} bytes; at most ${pieceBytes} are read in one piece, more as a stream`, path);
    }
    const content = await readContent(windows, record);
    if (type === 'symlink') checkLinkTarget(path, Buffer.from(content).toString());
    return content;
  };
  async function* streamLink() {
    yield await bytes();
  }
  return {
    ...{ path, type, size, mode, bytes },
    stream: () => (type === 'symlink' ? streamLink() : streamContent(windows, record)),
    [packedContent]: {
      method: record.method,
      crc: record.crc,
      compressedSize: record.compressedSize,
      stream: () => streamPacked(windows, record),
    },
  };
}
