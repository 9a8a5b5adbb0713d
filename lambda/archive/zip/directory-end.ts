import { ArchiveError } from '../archive-error.ts';
import { GUESS_BYTES, guessFormat } from '../guess-format.ts';
import type { SourceRanges } from '../source-ranges.ts';
import { type DirectoryEnd, readEnd, readZip64End } from './end-records.ts';
import { END, signatureBytes, ZIP64_LOCATOR } from './zip-format.ts';

/**
 * Finds the record that ends the archive. Exactly one must fit: it reaches to the last byte, or to padding, and the
 * directory reaches up to it, so neither a record hidden in a comment nor bytes before or after the archive change what is read.
 * @throws ArchiveError saying what was found instead.
 */
export async function findDirectoryEnd(ranges: SourceRanges): Promise<DirectoryEnd> {
  const ends = findEnds(ranges.tail, isPadding(ranges.tail));
  const fitting = ends.filter((at) => isZip64(ranges.tail, at) || directoryEndsAt(ranges, at));
  if (fitting.length > 1) throw new ArchiveError('has two ends, one of them hidden in a comment');
  const at = fitting[0] ?? ends[0];
  if (at === undefined) return refuseNoEnd(ranges);
  const plain = readEnd(ranges, at);
  const end = isZip64(ranges.tail, at) ? await readZip64End(ranges, plain) : plain;
  checkReach(end);
  return end;
}

/** Whether an end record lies in the tail that reaches exactly to the last byte. */
export const endsAsZip = (tail: Buffer): boolean => findEnds(tail, (from) => from === tail.length).length > 0;

/** Whether an end record lies in the tail, and only padding follows it. */
export const endsAsPaddedZip = (tail: Buffer): boolean => findEnds(tail, isPadding(tail)).length > 0;

/** The places in the tail of end records whose comment reaches to an end, in their order. */
function findEnds(tail: Buffer, isEnd: (at: number) => boolean): number[] {
  const found: number[] = [];
  const mark = signatureBytes(END.signature);
  for (let at = tail.indexOf(mark); at !== -1; at = tail.indexOf(mark, at + 1)) {
    if (at + END.bytes <= tail.length && isEnd(at + END.bytes + tail.readUInt16LE(at + 20))) found.push(at);
  }
  return found;
}

/** Whether only padding follows from there on, as tapes, pipes and editors leave it: zeros, or one line break. */
function isPadding(tail: Buffer): (from: number) => boolean {
  const zerosFrom = tail.findLastIndex((byte) => byte !== 0) + 1;
  const isLineBreak = (text: string) => text === '\n' || text === '\r\n';
  return (from) =>
    from <= tail.length &&
    (from >= zerosFrom || (from >= tail.length - 2 && isLineBreak(tail.toString('latin1', from))));
}

const isZip64 = (tail: Buffer, at: number) =>
  at >= ZIP64_LOCATOR.bytes && tail.readUInt32LE(at - ZIP64_LOCATOR.bytes) === ZIP64_LOCATOR.signature;

const directoryEndsAt = ({ size, tail }: SourceRanges, at: number) =>
  tail.readUInt32LE(at + 12) + tail.readUInt32LE(at + 16) === size - tail.length + at;

function checkReach({ offset, size, recordAt }: DirectoryEnd): void {
  const end = offset + size;
  if (end > recordAt) throw new ArchiveError(`says that its directory ends at byte ${end}, which lies outside it`);
  if (end < recordAt && (recordAt - end) % 2 ** 32 === 0) {
    throw new ArchiveError('is over 4 GiB and has no ZIP64 records, as some tools, that of macOS for one, write it');
  }
  if (end < recordAt) {
    throw new ArchiveError(
      `has ${recordAt - end} bytes in front of it or behind its directory; none are allowed there`,
    );
  }
}

async function refuseNoEnd({ tail, size, read }: SourceRanges): Promise<never> {
  const at = tail.lastIndexOf(signatureBytes(END.signature));
  const rest = at === -1 ? 0 : tail.length - at - END.bytes;
  const foreign = rest > 0 ? rest - tail.readUInt16LE(at + 20) : 0;
  if (foreign > 0) throw new ArchiveError(`is followed by ${foreign} bytes that do not belong to it`);
  if (at !== -1) throw new ArchiveError('is cut off: its last bytes are missing');
  const head = await read(0, Math.min(size, GUESS_BYTES));
  throw new ArchiveError(`is not a zip archive: it is ${guessFormat(head)}`);
}
