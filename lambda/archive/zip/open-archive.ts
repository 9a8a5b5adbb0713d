import { crc32 } from 'node:zlib';
import type { ExtractOptions, LeftOutEntry } from '../../../model/artifact.ts';
import { ArchiveError } from '../archive-error.ts';
import type { ByteSource } from '../bytes.ts';
import { type EntryType, wordFor } from '../entry-type.ts';
import { extractEntries } from '../extract-entries.ts';
import { type ArchiveLimits, defaultLimits } from '../limits.ts';
import { pace, SMALL_STEPS } from '../pacer.ts';
import { refuseAmbiguous } from '../path-register.ts';
import { openWindows, type Windows } from '../windows.ts';
import { createWorkMeter, type WorkMeter } from '../work-meter.ts';
import { type DirectoryRecord, problemOf } from './directory-record.ts';
import { type ContentSource, isSmall, readAtHand, readContent, streamContent, streamPacked } from './entry-content.ts';
import { type PackedContent, packedContent } from './packed-content.ts';
import { type Directory, readDirectory } from './read-directory.ts';
import { createReadQueue, type ReadQueue } from './read-queue.ts';
import { DEFLATED, STORED } from './zip-format.ts';

/**
 * A zip archive that is read where it lies. The first use reads and checks the whole central directory.
 * Every method throws an ArchiveError for what is wrong with the archive, and lets the errors of the source pass.
 */
interface Archive {
  /** Every entry, in the order of the archive. A loop over them may stop early. */
  entries(): AsyncIterable<ArchiveEntry>;
  /** The bytes of the file at exactly this path. @throws ArchiveError when there is none, or more than one. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Writes everything below the folder, which is created. Nothing that is there already is overwritten: it is an
   * error. After an error a folder that was created is gone again.
   * @returns what was left out, which can only be something with `skip`.
   * @throws ArchiveError for an entry that cannot be written safely on every system, and is not skipped.
   */
  extract(folder: string, options?: ExtractOptions): Promise<LeftOutEntry[]>;
}

/**
 * One entry. It may be read at any time and more than once: right when it is handed out that costs no request of its
 * own, later it may ask the source again.
 */
export interface ArchiveEntry {
  /**
   * Relative, with forward slashes, free of `..`, and without a slash at the end of a directory; never below something
   * that is not a directory. It may be there twice, or differ from another only in case: `extract` writes files safely.
   */
  path: string;
  type: EntryType;
  /** Bytes when uncompressed. */
  size: number;
  /** POSIX permission bits, where the archive has them. */
  mode: number | undefined;
  /** Why the content cannot be read, as the rest of a sentence; undefined when it can be read. */
  unreadable: string | undefined;
  /**
   * The content, of a symbolic link the target as it stands there, wherever it leads; the last chunk comes only after
   * size and CRC-32 were right.
   */
  stream(): AsyncIterable<Uint8Array>;
  /** The content in one piece, within the limit `pieceBytes`. Several calls at a time run one after the other. */
  bytes(): Promise<Uint8Array>;
  /** For `ArchiveWriter.copy`. */
  readonly [packedContent]: PackedContent | undefined;
}

/** What the entries of one archive share. */
interface Shared {
  limits: ArchiveLimits;
  meter: WorkMeter;
  queue: ReadQueue;
  /** The number of streams of large entries that are under way. */
  streams: number;
}

/** Opens an archive; nothing is read before the first use. Limits that are left out are the default ones. */
export function openArchive(source: ByteSource, someLimits: Partial<ArchiveLimits> = {}): Archive {
  const limits = { ...defaultLimits, ...someLimits };
  const shared: Shared = { limits, meter: createWorkMeter(limits), queue: createReadQueue(), streams: 0 };
  let directory: Promise<Directory> | undefined;
  let hashes: Promise<Uint32Array> | undefined;
  const open = () => {
    directory ??= readDirectory(source, limits);
    return directory;
  };
  async function* entries() {
    const { count, record, ranges, start, end } = await open();
    const windows = openWindows(ranges, start, end);
    const privately = (one: DirectoryRecord) =>
      openWindows({ ...ranges, windowBytes: Math.min(ranges.windowBytes, PRIVATE_WINDOW_BYTES) }, one.offset, one.end);
    for (let index = 0; index < count; index++) {
      if (index % SMALL_STEPS === 0) await pace();
      const one = record(index);
      if (one.path !== '') yield toEntry(one, { windows, privately, shared });
    }
  }
  return {
    entries,
    extract: (folder, options) => extractEntries(entries(), folder, limits, options),
    async read(path) {
      const { record, ranges } = await open();
      hashes ??= hashPaths(await open());
      const one = findRecord(await hashes, record, path);
      if (one.type !== 'file') throw new ArchiveError(`is a ${wordFor(one.type)}, not a file`, path);
      const windows = openWindows(ranges, one.offset, one.end);
      return toEntry(one, { windows, privately: () => windows, shared }).bytes();
    },
  };
}

/** A stream beside another one asks for less at once, because there may be many. */
const PRIVATE_WINDOW_BYTES = 1024 * 1024;

/** A hash for each path, because the paths themselves could take far more memory than the directory. */
async function hashPaths({ count, record }: Directory): Promise<Uint32Array> {
  const hashes = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    if (index % SMALL_STEPS === 0) await pace();
    hashes[index] = crc32(record(index).path);
  }
  return hashes;
}

function findRecord(hashes: Uint32Array, record: Directory['record'], path: string): DirectoryRecord {
  const wanted = crc32(path);
  let found: DirectoryRecord | undefined;
  for (let index = hashes.indexOf(wanted); index !== -1; index = hashes.indexOf(wanted, index + 1)) {
    const one = record(index);
    if (one.path !== path) continue;
    if (found !== undefined) refuseAmbiguous(path);
    found = one;
  }
  if (found === undefined) throw new ArchiveError('is not there', path);
  return found;
}

interface Reading {
  /** Shared by all entries that one loop hands out. */
  windows: Windows;
  privately(record: DirectoryRecord): Windows;
  shared: Shared;
}

function toEntry(record: DirectoryRecord, reading: Reading): ArchiveEntry {
  const { path, type, size, mode } = record;
  const { windows, shared } = reading;
  return {
    ...{ path, type, size, mode, unreadable: problemOf(record) },
    stream: () => streamEntry(record, reading),
    async bytes() {
      if (size <= shared.limits.pieceBytes) return readWhole(record, reading);
      const problem = `has ${size} bytes; at most ${shared.limits.pieceBytes} are read in one piece, more as a stream`;
      throw new ArchiveError(problem, path);
    },
    [packedContent]: toPacked(record, { windows, meter: shared.meter }),
  };
}

/** Reads one after the other, so that several calls at once share the same window. */
function readWhole(
  record: DirectoryRecord,
  { windows, shared: { meter, queue } }: Reading,
): Uint8Array | Promise<Uint8Array> {
  const source = { windows, meter };
  return (queue.isIdle() && readAtHand(source, record)) || queue.add(() => readContent(source, record));
}

// Not inside of `toEntry`: a generator function for each entry would outlive it by far.
async function* streamEntry(record: DirectoryRecord, reading: Reading): AsyncGenerator<Uint8Array> {
  const { windows, privately, shared } = reading;
  if (isSmall(record)) {
    const bytes = await readWhole(record, reading);
    if (bytes.length > 0) yield bytes;
    return;
  }
  // Reads in two places that are far apart would drop each other's windows.
  const own = shared.streams > 0 ? privately(record) : windows;
  shared.streams += 1;
  try {
    yield* streamContent({ windows: own, meter: shared.meter }, record);
  } finally {
    shared.streams -= 1;
  }
}

/** Undefined for content that no reader could unpack again. */
function toPacked(record: DirectoryRecord, source: ContentSource): PackedContent | undefined {
  const { method, crc, compressedSize } = record;
  if (problemOf(record) !== undefined || (method !== STORED && method !== DEFLATED)) return undefined;
  return { method, crc, compressedSize, stream: () => streamPacked(source, record) };
}
