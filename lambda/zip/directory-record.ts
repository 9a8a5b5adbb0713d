import { ArchiveError } from './archive-error.ts';
import { decodeName } from './entry-name.ts';
import { checkPath } from './entry-path.ts';
import { type Extent, widen } from './extra-fields.ts';
import { type ArchiveLimits, RATIO_FREE_BYTES } from './limits.ts';
import { DARWIN, DEFLATED, DIRECTORY_HEADER, type EntryType, FLAG, MAX_16, MODE, STORED, UNIX } from './zip-format.ts';

/** What the central directory says of one entry, checked as far as that goes without looking at the entry. */
export interface DirectoryRecord {
  /** Without the slash that marks a directory; empty for the archive's own root. */
  path: string;
  type: EntryType;
  /** POSIX permission bits. */
  mode: number | undefined;
  /** The name as it stands in the file, one character a byte. */
  rawName: string;
  flags: number;
  method: typeof STORED | typeof DEFLATED;
  crc: number;
  compressedSize: number;
  size: number;
  /** Where the local header lies. */
  offset: number;
  /** Where the next entry or the directory begins. */
  end: number;
}

const NO_EXTRA = Buffer.alloc(0);

/**
 * Reads the directory header at this place. @param end Where the entries stop and the directory begins.
 * @returns the record and where the next one begins.
 * @throws ArchiveError when anything in it is broken, unsafe, unsupported or over a limit.
 */
export function readRecord(
  directory: Buffer,
  at: number,
  end: number,
  limits: ArchiveLimits,
): [record: DirectoryRecord, next: number] {
  const { extraAt, commentAt, next } = measure(directory, at);
  const rawName = directory.toString('latin1', at + DIRECTORY_HEADER.bytes, extraAt);
  const extra = extraAt === commentAt ? NO_EXTRA : directory.subarray(extraAt, commentAt);
  const flags = directory.readUInt16LE(at + 8);
  const name = decodeName(rawName, flags, extra);
  const posix = hasPosixMode(directory.readUInt16LE(at + 4)) ? directory.readUInt16LE(at + 40) : 0;
  const type = readType(name, posix);
  const path = readPath(name, type);
  const { size, compressedSize, offset } = readExtent(directory, at, extra, name);
  const record: DirectoryRecord = {
    path,
    type,
    mode: posix === 0 ? undefined : posix & 0o777,
    rawName,
    flags,
    method: readMethod(directory.readUInt16LE(at + 10), flags, name),
    crc: directory.readUInt32LE(at + 16),
    compressedSize,
    size,
    offset,
    end,
  };
  if (path !== '' || type !== 'directory') checkPath(path, limits);
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

const hasPosixMode = (madeBy: number) => madeBy >> 8 === UNIX || madeBy >> 8 === DARWIN;

function readType(name: string, posix: number): EntryType {
  const kind = posix & MODE.type;
  const isFolder = name.endsWith('/');
  if (kind !== 0 && kind !== MODE.file && kind !== MODE.folder && kind !== MODE.symlink) {
    throw new ArchiveError('is a device, pipe or socket; only files, directories and symbolic links are allowed', name);
  }
  if (isFolder ? kind === MODE.symlink : kind === MODE.folder) {
    throw new ArchiveError('is a directory by its name or by its attributes, but not by both', name);
  }
  if (isFolder) return 'directory';
  return kind === MODE.symlink ? 'symlink' : 'file';
}

/** Some tools put "./" before every name and list "./" itself, which becomes the empty path. */
function readPath(name: string, type: EntryType): string {
  const relative = name.startsWith('./') ? name.slice(2) : name;
  return type === 'directory' ? relative.slice(0, -1) : relative;
}

function readMethod(method: number, flags: number, entry: string): typeof STORED | typeof DEFLATED {
  if (flags & (FLAG.encrypted | FLAG.stronglyEncrypted | FLAG.maskedHeaders)) {
    throw new ArchiveError('is encrypted; only unencrypted entries are allowed', entry);
  }
  if (flags & FLAG.patch) throw new ArchiveError('is a patch to other data; only whole entries are allowed', entry);
  if (method === STORED || method === DEFLATED) return method;
  throw new ArchiveError(`is compressed with method ${method}; allowed are 0 (stored) and 8 (deflate)`, entry);
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

function checkSizes(record: DirectoryRecord, limits: ArchiveLimits): void {
  const { path, type, method, size, compressedSize } = record;
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, path);
  };
  if (method === STORED && size !== compressedSize) {
    refuse(`is stored as it is, but has two sizes: ${size} and ${compressedSize}`);
  }
  if (type === 'directory' && size !== 0) refuse(`is a directory with ${size} bytes of content`);
  if (type === 'symlink' && size > limits.nameBytes) {
    refuse(`is a symbolic link with a target of ${size} bytes; at most ${limits.nameBytes} are allowed`);
  }
  if (size > limits.totalBytes) refuse(`unpacks to ${size} bytes; at most ${limits.totalBytes} are allowed`);
  if (size > RATIO_FREE_BYTES && size > compressedSize * limits.ratio) {
    refuse(`unpacks from ${compressedSize} to ${size} bytes; at most ${limits.ratio} to 1 is allowed`);
  }
}
