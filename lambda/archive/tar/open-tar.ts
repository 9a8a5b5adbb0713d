import type { ExtractOptions, LeftOutEntry } from '../../../model/artifact.ts';
import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import { type EntryType, wordFor } from '../entry-type.ts';
import { extractEntries } from '../extract-entries.ts';
import { type ArchiveLimits, defaultLimits } from '../limits.ts';
import { refuseAmbiguous } from '../path-register.ts';
import type { SourceRanges } from '../source-ranges.ts';
import { openWindows } from '../windows.ts';
import { createWorkMeter, type WorkMeter } from '../work-meter.ts';
import { PIECE_BYTES } from './byte-stream.ts';
import { type EntryContent, openContent } from './entry-content.ts';
import { gunzip, type ScanPlace } from './gunzip.ts';
import { changed, createLateReads } from './late-reads.ts';
import { type ScannedEntry, scanEntries } from './scan-entries.ts';

/**
 * A tar archive, plain or in gzip data, that is read where it lies. It has no directory, so everything goes from front
 * to back through all of it, with at most three windows of it in memory. Nothing but gzip's checksum, at the very end,
 * tells whether content is damaged: it is verified when `entries` has been gone through, or another method has ended.
 * Every method throws an ArchiveError for what is wrong with the archive, and lets the errors of the source pass.
 */
interface TarArchive {
  /** Every entry, in the order of the archive. Each call reads the archive again. A loop over them may stop early. */
  entries(): AsyncIterable<TarEntry>;
  /**
   * The bytes of the file at exactly this path, or of the one that a hard link there leads to. Each call reads the whole
   * archive, once more for each hard link. @throws ArchiveError when there is none, or more than one.
   */
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
 * One entry. It may be read at any time and more than once. The first time costs nothing if the next entry has not been
 * asked for; later reading goes through all of the archive that lies in front of it, except that a file of up to 1 MiB
 * is kept until then. A read that is under way when the next entry is asked for ends with an error.
 */
interface TarEntry {
  /**
   * Relative, with forward slashes, free of `..`, and without a slash at the end of a directory; never below something
   * that is not a directory. It may be there twice, or differ from another only in case: `extract` writes files safely.
   */
  path: string;
  type: EntryType;
  /** Bytes of the unpacked content; 0 for a hard link, whose bytes `read` gives. */
  size: number;
  /** POSIX permission bits, where the archive has a number there. */
  mode: number | undefined;
  /** Only for a hard link: the path of the entry whose bytes it has, unchanged. */
  linkTarget: string | undefined;
  /** Why the content cannot be read, as the rest of a sentence; undefined when it can be read. */
  unreadable: string | undefined;
  /** The content; for a symbolic link, the target, unchanged and not checked. */
  stream(): AsyncIterable<Uint8Array>;
  /** The content in one piece, within the limit `pieceBytes`. */
  bytes(): Promise<Uint8Array>;
}

/** Opens a tar archive that is read where it lies. @param packing What is around the tar archive. */
export function openTar(
  ranges: SourceRanges,
  packing: 'none' | 'gzip',
  someLimits: Partial<ArchiveLimits> = {},
): TarArchive {
  const limits = { ...defaultLimits, ...someLimits };
  const meter = createWorkMeter(limits);
  const scan = () => {
    const place: ScanPlace = { entry: undefined };
    return scanEntries(archiveBytes(ranges, packing, { limits, meter, place }), limits, place);
  };
  async function* contentOf(index: number): AsyncGenerator<Uint8Array> {
    let at = 0;
    for await (const entry of scan()) {
      if (at++ === index) return yield* entry.body;
    }
    throw changed();
  }
  const readLate = createLateReads(scan);
  async function* entries() {
    let index = 0;
    for await (const entry of scan()) {
      const here = index++;
      const content = openContent(entry, { stream: () => contentOf(here), bytes: () => readLate(here) });
      try {
        yield toTarEntry(entry, content, limits);
      } finally {
        await content.leave();
      }
    }
  }
  return {
    entries,
    extract: (folder, options) => extractEntries(entries(), folder, limits, options),
    read: (path) => readFile(entries, path),
  };
}

/** Every tool lets all hard links lead to the same first one. */
const MAX_HARD_LINKS = 8;

/** The bytes at this path, through hard links. Each of these leads to an entry in front of it. */
async function readFile(entries: () => AsyncIterable<TarEntry>, path: string): Promise<Uint8Array> {
  let wanted = path;
  let before = Number.POSITIVE_INFINITY;
  for (let links = 0; links <= MAX_HARD_LINKS; links++) {
    const found = await findEntry(entries(), wanted, before);
    if (found === undefined && links === 0) throw new ArchiveError('is not there', path);
    if (found === undefined)
      throw new ArchiveError(`is a hard link to ${quote(wanted)}, which is not in front of it`, path);
    if (found.linkTarget === undefined) return found.content;
    [wanted, before] = [found.linkTarget, found.index];
  }
  throw new ArchiveError(`leads through over ${MAX_HARD_LINKS} hard links`, path);
}

interface Found {
  index: number;
  content: Uint8Array;
  linkTarget: string | undefined;
}

async function findEntry(entries: AsyncIterable<TarEntry>, path: string, before: number): Promise<Found | undefined> {
  let found: Found | undefined;
  let index = 0;
  for await (const { path: other, type, bytes, linkTarget } of entries) {
    const here = index++;
    if (other !== path || here >= before) continue;
    if (found !== undefined) refuseAmbiguous(path);
    if (type !== 'file' && type !== 'hardlink') throw new ArchiveError(`is a ${wordFor(type)}, not a file`, path);
    found = { index: here, content: await bytes(), linkTarget };
  }
  return found;
}

async function* archiveBytes(
  ranges: SourceRanges,
  packing: 'none' | 'gzip',
  { limits, meter, place }: { limits: ArchiveLimits; meter: WorkMeter; place: ScanPlace },
): AsyncGenerator<Buffer> {
  const pieces = (from: number) => openWindows(ranges, from, ranges.size).pieces(from, ranges.size - from, PIECE_BYTES);
  for await (const chunk of packing === 'gzip' ? gunzip(pieces, ranges.size, limits, place) : pieces(0)) {
    meter.count(chunk.length, place.entry);
    yield chunk;
  }
}

function toTarEntry(
  { path, type, size, mode, linkTarget, unreadable }: ScannedEntry,
  content: EntryContent,
  { pieceBytes }: ArchiveLimits,
): TarEntry {
  return {
    ...{ path, type, size, mode, linkTarget, unreadable },
    stream: unreadable === undefined ? content.stream : () => refuseContent(unreadable, path),
    async bytes() {
      if (unreadable !== undefined) throw new ArchiveError(unreadable, path);
      if (size <= pieceBytes) return content.bytes();
      const problem = `has ${size} bytes; at most ${pieceBytes} are read in one piece, more as a stream`;
      throw new ArchiveError(problem, path);
    },
  };
}

const refuseContent = (problem: string, path: string): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new ArchiveError(problem, path)) }),
});
