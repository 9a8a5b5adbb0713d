import { ArchiveError } from '../archive-error.ts';
import type { SourceRanges } from '../source-ranges.ts';
import { MAX_16, MAX_32, ZIP64_END, ZIP64_LOCATOR } from './zip-format.ts';

/** What the end of an archive says of the central directory. */
export interface DirectoryEnd {
  entries: number;
  offset: number;
  size: number;
  /** Where the record that says so lies; the directory must reach up to it. */
  recordAt: number;
}

/** Reads the end record at this place of the tail. @throws ArchiveError when it is one of several parts. */
export function readEnd({ size, tail }: SourceRanges, at: number): DirectoryEnd {
  const parts = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)];
  const entries = tail.readUInt16LE(at + 10);
  if (parts.some((part) => part !== 0 && part !== MAX_16) || tail.readUInt16LE(at + 8) !== entries) refuseParts();
  return {
    entries,
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
    recordAt: size - tail.length + at,
  };
}

/**
 * Reads the ZIP64 end record, which a locator right before the plain one points to.
 * @throws ArchiveError when it is not there, or contradicts the plain one.
 */
export async function readZip64End(ranges: SourceRanges, plain: DirectoryEnd): Promise<DirectoryEnd> {
  const locatorAt = plain.recordAt - ZIP64_LOCATOR.bytes;
  const locator = await ranges.read(locatorAt, ZIP64_LOCATOR.bytes);
  const recordAt = Number(locator.readBigUInt64LE(8));
  if (recordAt > locatorAt - ZIP64_END.bytes) throw new ArchiveError('says that its ZIP64 end record lies outside it');
  const record = await ranges.read(recordAt, ZIP64_END.bytes);
  const recordEnd = recordAt + 12 + Number(record.readBigUInt64LE(4));
  if (record.readUInt32LE(0) !== ZIP64_END.signature || recordEnd !== locatorAt) {
    throw new ArchiveError('has no ZIP64 end record where it says that one is');
  }
  const parts = [locator.readUInt32LE(4), record.readUInt32LE(16), record.readUInt32LE(20)];
  const entries = record.readBigUInt64LE(32);
  if (parts.some((part) => part !== 0) || locator.readUInt32LE(16) > 1 || record.readBigUInt64LE(24) !== entries) {
    refuseParts();
  }
  const [size, offset] = [Number(record.readBigUInt64LE(40)), Number(record.readBigUInt64LE(48))];
  const end = { entries: Number(entries), size, offset, recordAt };
  checkAgreement(plain, end);
  return end;
}

/** A plain field holds the ZIP64 value, or the highest number to say that it does not. */
function checkAgreement(plain: DirectoryEnd, zip64: DirectoryEnd): void {
  const agrees = (field: number, value: number, highest: number) => field === value || field === highest;
  if (
    !agrees(plain.entries, zip64.entries, MAX_16) ||
    !agrees(plain.size, zip64.size, MAX_32) ||
    !agrees(plain.offset, zip64.offset, MAX_32)
  ) {
    throw new ArchiveError('has two end records that contradict each other');
  }
}

function refuseParts(): never {
  throw new ArchiveError('is one part of an archive in several parts; only whole archives are allowed');
}
