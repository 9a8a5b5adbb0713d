import { ArchiveError } from '../archive-error.ts';
import type { EntryType } from '../entry-type.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { PlacedType } from '../path-tree.ts';
import { readPath } from '../read-path.ts';
import { decodeName, splitFolders } from './entry-name.ts';
import { type Extent, widen } from './extra-fields.ts';
import { readType } from './record-type.ts';
import {
  DARWIN,
  DEFLATED,
  DIRECTORY_HEADER,
  FLAG,
  MAX_16,
  METHOD_NAMES,
  STORED,
  UNIX,
  WITH_BACKSLASHES,
} from './zip-format.ts';

/** What the central directory says of one entry, checked as far as possible without reading the entry. */
export interface DirectoryRecord {
  /** Without the slash that marks a directory; empty for the archive's own root. */
  path: string;
  type: EntryType;
  /** POSIX permission bits. */
  mode: number | undefined;
  /** The name as it stands in the file, one character a byte. */
  rawName: string;
  flags: number;
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  /** Where the local header lies. */
  offset: number;
  /** Where the next entry or the directory begins. */
  end: number;
}

/** Why the content cannot be read, as the rest of a sentence about the entry. */
export function problemOf({ flags, method }: Pick<DirectoryRecord, 'flags' | 'method'>): string | undefined {
  if (isEncrypted(flags)) return 'is encrypted; only unencrypted entries are allowed';
  if (flags & FLAG.patch) return 'is a patch to other data; only whole entries are allowed';
  if (method === STORED || method === DEFLATED) return undefined;
  const name = METHOD_NAMES[method];
  const how = name === undefined ? 'with' : `with ${name},`;
  return `is compressed ${how} method ${method}; allowed are 0 (stored) and 8 (deflate)`;
}

/** A record before the entries behind it and below it are known. */
export type RawRecord = Omit<DirectoryRecord, 'type' | 'end'> & { type: PlacedType };

const NO_EXTRA = Buffer.alloc(0);

/** Whether content cannot be read without a key. */
const isEncrypted = (flags: number): boolean =>
  (flags & (FLAG.encrypted | FLAG.stronglyEncrypted | FLAG.maskedHeaders)) !== 0;

/**
 * Reads the directory header at this place.
 * @returns the record and where the next one begins.
 * @throws ArchiveError when anything in it is broken, ambiguous, leads out or is over a limit.
 */
export function readRecord(directory: Buffer, at: number, limits: ArchiveLimits): [record: RawRecord, next: number] {
  const { extraAt, commentAt, next } = measure(directory, at);
  const rawName = directory.toString('latin1', at + DIRECTORY_HEADER.bytes, extraAt);
  const extra = extraAt === commentAt ? NO_EXTRA : directory.subarray(extraAt, commentAt);
  const flags = directory.readUInt16LE(at + 8);
  const system = directory.readUInt8(at + 5);
  const decoded = decodeName(rawName, flags, extra);
  const name = WITH_BACKSLASHES.includes(system) ? splitFolders(decoded, rawName) : decoded;
  const posix = system === UNIX || system === DARWIN ? directory.readUInt16LE(at + 40) : undefined;
  const { size, compressedSize, offset } = readExtent(directory, at, extra, name);
  const record: RawRecord = {
    path: readPath(name, limits),
    type: readType({ name, size, posix, dos: directory.readUInt16LE(at + 38) }),
    mode: posix ? posix & 0o777 : undefined,
    rawName,
    flags,
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    compressedSize,
    size,
    offset,
  };
  checkSizes(record, limits);
  return [record, next];
}

/** Where the parts of the header begin. */
function measure(directory: Buffer, at: number): { extraAt: number; commentAt: number; next: number } {
  if (at + DIRECTORY_HEADER.bytes > directory.length || directory.readUInt32LE(at) !== DIRECTORY_HEADER.signature) {
    throw new ArchiveError('has a broken directory: an entry that it counts is not there');
  }
  const extraAt = at + DIRECTORY_HEADER.bytes + directory.readUInt16LE(at + 28);
  const commentAt = extraAt + directory.readUInt16LE(at + 30);
  const next = commentAt + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw new ArchiveError('has a broken directory: its last entry is cut off');
  return { extraAt, commentAt, next };
}

function readExtent(directory: Buffer, at: number, extra: Buffer, entry: string): Extent {
  const part = directory.readUInt16LE(at + 34);
  if (part !== 0 && part !== MAX_16)
    throw new ArchiveError('lies in another part of an archive in several parts', entry);
  const compressedSize = directory.readUInt32LE(at + 20);
  return widen(
    { size: directory.readUInt32LE(at + 24), compressedSize, offset: directory.readUInt32LE(at + 42) },
    extra,
    entry,
  );
}

function checkSizes({ path, type, flags, method, size, compressedSize }: RawRecord, limits: ArchiveLimits): void {
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, path);
  };
  if (path === '' && type !== 'directory') refuse('is a file or link in place of the folder that was packed');
  if (method === STORED && size !== compressedSize && !isEncrypted(flags)) {
    refuse(`is stored as it is, but has two sizes: ${size} and ${compressedSize}`);
  }
  if (type === 'symlink' && size > limits.nameBytes) {
    refuse(`is a symbolic link with a target of ${size} bytes; at most ${limits.nameBytes} are allowed`);
  }
}
