import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import type { ByteSource } from './bytes.ts';
import { findDirectoryEnd } from './directory-end.ts';
import { type DirectoryRecord, readRecord } from './directory-record.ts';
import type { DirectoryEnd } from './end-records.ts';
import { type ArchiveLimits, RATIO_FREE_BYTES } from './limits.ts';
import { createPathRegister } from './path-register.ts';
import { readTail, type SourceRanges } from './source-ranges.ts';
import { DATA_DESCRIPTOR, DIRECTORY_HEADER, FLAG, LOCAL_HEADER } from './zip-format.ts';

/** A checked central directory. */
export interface Directory {
  /** In the order in which the entries lie in the archive. */
  records: DirectoryRecord[];
  ranges: SourceRanges;
  /** Where the entries stop. */
  end: number;
}

/** Reads the central directory with at most three requests and checks all of it. @throws ArchiveError for the first thing wrong. */
export async function readDirectory(source: ByteSource, limits: ArchiveLimits): Promise<Directory> {
  const ranges = await readTail(source);
  const end = await findDirectoryEnd(ranges);
  checkExtent(end, limits);
  const records = readRecords(await ranges.read(end.offset, end.size), end, limits);
  checkTotal(records, ranges.size, limits);
  records.sort((a, b) => a.offset - b.offset);
  separate(records, end.offset);
  return { records: records.filter(({ path }) => path !== ''), ranges, end: end.offset };
}

/** Before anything is read or allocated that the end record asks for. */
function checkExtent({ entries, size }: DirectoryEnd, limits: ArchiveLimits): void {
  if (entries > limits.entries) throw new ArchiveError(`has ${entries} entries; at most ${limits.entries} are allowed`);
  if (size > limits.directoryBytes) {
    throw new ArchiveError(`has a directory of ${size} bytes; at most ${limits.directoryBytes} are allowed`);
  }
  if (entries * DIRECTORY_HEADER.bytes > size) {
    throw new ArchiveError(`counts ${entries} entries, but its directory of ${size} bytes cannot hold so many`);
  }
}

function readRecords(directory: Buffer, { entries, offset }: DirectoryEnd, limits: ArchiveLimits): DirectoryRecord[] {
  const records: DirectoryRecord[] = [];
  const paths = createPathRegister();
  let at = 0;
  while (records.length < entries) {
    const [record, next] = readRecord(directory, at, offset, limits);
    if (record.path !== '' || record.type !== 'directory') paths.add(record);
    records.push(record);
    at = next;
  }
  if (at !== directory.length) throw new ArchiveError(`counts ${entries} entries, but its directory lists more`);
  return records;
}

function checkTotal(records: DirectoryRecord[], archiveSize: number, limits: ArchiveLimits): void {
  const total = records.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.totalBytes) {
    throw new ArchiveError(`unpacks to ${total} bytes; at most ${limits.totalBytes} are allowed`);
  }
  if (total > RATIO_FREE_BYTES && total > archiveSize * limits.ratio) {
    throw new ArchiveError(`unpacks from ${archiveSize} to ${total} bytes; at most ${limits.ratio} to 1 is allowed`);
  }
}

/** Gives every record the place where the next begins. @throws ArchiveError when one reaches into the next or into the directory. */
function separate(records: DirectoryRecord[], directoryAt: number): void {
  for (const [index, record] of records.entries()) {
    const next = records[index + 1];
    record.end = Math.min(next?.offset ?? directoryAt, directoryAt);
    const descriptor = record.flags & FLAG.descriptor ? DATA_DESCRIPTOR.leastBytes : 0;
    const least = LOCAL_HEADER.bytes + record.rawName.length + record.compressedSize + descriptor;
    if (record.offset + least <= record.end) continue;
    const neighbour = next !== undefined && next.offset < directoryAt ? `entry ${quote(next.path)}` : 'the directory';
    throw new ArchiveError(`overlaps ${neighbour}`, record.path);
  }
}
