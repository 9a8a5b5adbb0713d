import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import type { ByteSource } from '../bytes.ts';
import type { ArchiveLimits } from '../limits.ts';
import { pace, SMALL_STEPS } from '../pacer.ts';
import { createPathTree } from '../path-tree.ts';
import { readTail, type SourceRanges } from '../source-ranges.ts';
import { findDirectoryEnd } from './directory-end.ts';
import { type DirectoryRecord, type RawRecord, readRecord } from './directory-record.ts';
import type { DirectoryEnd } from './end-records.ts';
import { inOrder } from './offset-order.ts';
import { DIRECTORY_HEADER, LOCAL_HEADER, MAX_16, MAX_TAIL_BYTES } from './zip-format.ts';

/** A checked central directory. It keeps the bytes, and for each record of a large one only its place. */
export interface Directory {
  /** The number of entries, the archive's own root included. */
  count: number;
  /** The record of one entry, by the order in which the entries lie in the archive. */
  record(index: number): DirectoryRecord;
  ranges: SourceRanges;
  /** Where the entries start and stop. */
  start: number;
  end: number;
}

/** Reads the central directory with at most three requests and checks all of it. @throws ArchiveError for the first thing wrong. */
export async function readDirectory(source: ByteSource, limits: ArchiveLimits): Promise<Directory> {
  const ranges = await readTail(source, MAX_TAIL_BYTES);
  const directoryEnd = await findDirectoryEnd(ranges);
  checkExtent(directoryEnd, limits);
  const bytes = await ranges.read(directoryEnd.offset, directoryEnd.size);
  const places = await checkRecords(bytes, directoryEnd, ranges.size, limits);
  const order = await inOrder(places.offsets);
  const end = directoryEnd.offset;
  const record = (index: number): DirectoryRecord => {
    const number = order[index] ?? 0;
    const next = order[index + 1];
    const at = places.headers[number] ?? 0;
    const raw = places.records?.[number] ?? readRecord(bytes, at, limits)[0];
    const type = raw.type !== 'undecided' ? raw.type : places.folders.has(number) ? 'directory' : 'file';
    return { ...raw, type, end: next === undefined ? end : Math.min(places.offsets[next] ?? 0, end) };
  };
  await separate(places, order, end, record);
  return { count: order.length, record, ranges, start: places.offsets[order[0] ?? 0] ?? end, end };
}

/** Runs before anything is read or allocated that the end record asks for. */
function checkExtent({ entries, size }: DirectoryEnd, limits: ArchiveLimits): void {
  if (entries > limits.entries) throw new ArchiveError(`has ${entries} entries; at most ${limits.entries} are allowed`);
  if (size > limits.directoryBytes) {
    throw new ArchiveError(`has a directory of ${size} bytes; at most ${limits.directoryBytes} are allowed`);
  }
  if (entries * DIRECTORY_HEADER.bytes > size) {
    throw new ArchiveError(`counts ${entries} entries, but its directory of ${size} bytes cannot hold so many`);
  }
}

/** Records of a directory of up to this size are kept, because reading one again takes as long as the first time. */
const MAX_KEPT_DIRECTORY_BYTES = 1024 * 1024;

/** What is kept of each record, by its number in the directory. */
interface Places {
  records: RawRecord[] | undefined;
  headers: Uint32Array;
  offsets: Float64Array;
  /** Where an entry's data ends at the earliest. */
  ends: Float64Array;
  /** The records that are directories only because others lie below them. */
  folders: Set<number>;
}

async function checkRecords(
  directory: Buffer,
  { entries }: DirectoryEnd,
  archiveSize: number,
  limits: ArchiveLimits,
): Promise<Places> {
  const tree = createPathTree(limits);
  const [headers, offsets, ends] = [new Uint32Array(entries), new Float64Array(entries), new Float64Array(entries)];
  const records: RawRecord[] | undefined = directory.length <= MAX_KEPT_DIRECTORY_BYTES ? [] : undefined;
  const undecided: number[] = [];
  const maxByRatio = Math.max(limits.freeBytes, archiveSize * limits.ratio);
  let [at, total] = [0, 0];
  let firstOver: string | undefined;
  for (let number = 0; number < entries; number++) {
    if (number % SMALL_STEPS === 0) await pace();
    const [record, next] = readRecord(directory, at, limits);
    if (record.path !== '') tree.add(record.path, record.type);
    if (record.type === 'undecided') undecided.push(number);
    records?.push(record);
    headers[number] = at;
    offsets[number] = record.offset;
    ends[number] = record.offset + LOCAL_HEADER.bytes + record.rawName.length + record.compressedSize;
    at = next;
    total += record.size;
    if (total > limits.totalBytes) refuseTotal(total, limits, record.path);
    if (total > maxByRatio) firstOver ??= record.path;
  }
  if (at !== directory.length) refuseMore(directory, at, entries);
  if (firstOver !== undefined) {
    const problem = `it unpacks from ${archiveSize} to ${total} bytes; at most ${limits.ratio} to 1 is allowed`;
    throw new ArchiveError(`is where the archive unpacks to more than it may: ${problem}`, firstOver);
  }
  const isFolder = (number: number) => tree.hasBelow(readRecord(directory, headers[number] ?? 0, limits)[0].path);
  return { records, headers, offsets, ends, folders: new Set(undecided.filter(isFolder)) };
}

/** The count must be exact, because readers differ in what a wrong one means. */
function refuseMore(directory: Buffer, at: number, entries: number): never {
  const isCutOff = directory.length > MAX_16 * DIRECTORY_HEADER.bytes && directory.length - at > MAX_16;
  throw new ArchiveError(`counts ${entries} entries, but its directory lists more${isCutOff ? MORE_THAN_COUNTED : ''}`);
}

/** The Archive Utility of macOS and `ditto` write such a count. */
const MORE_THAN_COUNTED =
  '; with over 65535 entries it needs ZIP64 records, which some tools, that of macOS for one, leave out';

/** @param entry The one with which the archive unpacks to this total. */
function refuseTotal(total: number, { totalBytes }: ArchiveLimits, entry: string): never {
  throw new ArchiveError(`is where the archive unpacks to ${total} bytes; at most ${totalBytes} are allowed`, entry);
}

/** @throws ArchiveError when an entry reaches into the next one or into the directory. */
async function separate(
  { offsets, ends }: Places,
  order: Uint32Array,
  directoryAt: number,
  record: Directory['record'],
): Promise<void> {
  for (const [index, number] of order.entries()) {
    if (index % SMALL_STEPS === 0) await pace();
    const next = order[index + 1];
    const nextAt = next === undefined ? directoryAt : (offsets[next] ?? 0);
    if ((ends[number] ?? 0) <= Math.min(nextAt, directoryAt)) continue;
    const neighbour = nextAt < directoryAt ? `entry ${quote(record(index + 1).path)}` : 'the directory';
    throw new ArchiveError(`overlaps ${neighbour}`, record(index).path);
  }
}
