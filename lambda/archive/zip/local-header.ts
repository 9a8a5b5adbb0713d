import { ArchiveError } from '../archive-error.ts';
import type { Windows } from '../windows.ts';
import { type DirectoryRecord, problemOf } from './directory-record.ts';
import { widen } from './extra-fields.ts';
import { FLAG, LOCAL_HEADER } from './zip-format.ts';

/** Flags that change what an entry's bytes mean; the others only tell how the entry was made. */
const TELLING_FLAGS = FLAG.encrypted | FLAG.stronglyEncrypted | FLAG.maskedHeaders | FLAG.patch;

/**
 * Checks an entry's local header against the directory. @returns where the entry's data begins.
 * @throws ArchiveError when its data cannot be read, is not there, contradicts the directory or runs into what follows.
 */
export async function findData(windows: Windows, record: DirectoryRecord): Promise<number> {
  const headerBytes = headerBytesOf(record);
  const header = await windows.read(record.offset, headerBytes);
  const extraBytes = checkHeader(header, record);
  if (!hasDescriptor(header)) {
    checkSizes(header, await windows.read(record.offset + headerBytes, extraBytes), record);
  }
  return record.offset + headerBytes + extraBytes;
}

/** The compressed data of an entry of which all bytes are here, from its local header on. @throws ArchiveError as `findData` does. */
export function dataOf(bytes: Buffer, record: DirectoryRecord): Buffer {
  const headerBytes = headerBytesOf(record);
  const header = bytes.subarray(0, headerBytes);
  const data = headerBytes + checkHeader(header, record);
  if (!hasDescriptor(header)) checkSizes(header, bytes.subarray(headerBytes, data), record);
  return bytes.subarray(data, data + record.compressedSize);
}

function headerBytesOf(record: DirectoryRecord): number {
  const problem = problemOf(record);
  if (problem !== undefined) throw new ArchiveError(problem, record.path);
  return LOCAL_HEADER.bytes + record.rawName.length;
}

/** With a data descriptor the sizes come only after the data, and the directory's are the ones that count [4.4.4]. */
const hasDescriptor = (header: Buffer) => (header.readUInt16LE(6) & FLAG.descriptor) !== 0;

/** @returns the length of the extra field. */
function checkHeader(
  header: Buffer,
  { path, offset, end, rawName, flags, method, compressedSize }: DirectoryRecord,
): number {
  const refuse = (what: string): never => {
    throw new ArchiveError(`has another ${what} in its own header than in the directory`, path);
  };
  if (header.readUInt32LE(0) !== LOCAL_HEADER.signature) {
    throw new ArchiveError('is not where the directory says that it is', path);
  }
  const extraBytes = header.readUInt16LE(28);
  // A data descriptor is not read: its numbers are in the directory, and some tools announce one and do not write it.
  if (offset + header.length + extraBytes + compressedSize > end)
    throw new ArchiveError('overlaps what follows it', path);
  const differing = header.readUInt16LE(6) ^ flags;
  if (differing & TELLING_FLAGS) refuse('set of flags');
  if (header.readUInt16LE(8) !== method) refuse('compression method');
  if (header.readUInt16LE(26) !== rawName.length) refuse('name');
  if (header.toString('latin1', LOCAL_HEADER.bytes) !== rawName) refuse('name');
  return extraBytes;
}

function checkSizes(header: Buffer, extra: Buffer, { path, crc, size, compressedSize }: DirectoryRecord): void {
  const isUnset = header.readUInt32LE(14) === 0 && header.readUInt32LE(18) === 0 && header.readUInt32LE(22) === 0;
  if (isUnset) return; // Some tools never come back to fill them in.
  const plain = { size: header.readUInt32LE(22), compressedSize: header.readUInt32LE(18), offset: 0 };
  const own = widen(plain, extra, path);
  if (own.size !== size || own.compressedSize !== compressedSize) {
    throw new ArchiveError('has another size in its own header than in the directory', path);
  }
  if (header.readUInt32LE(14) !== crc) {
    throw new ArchiveError('has another CRC-32 in its own header than in the directory', path);
  }
}
