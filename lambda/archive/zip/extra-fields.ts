import { ArchiveError } from '../archive-error.ts';
import { EXTRA, MAX_32 } from './zip-format.ts';

/**
 * The content of one extra field of a header, if it is there [4.5.1]; `'broken'` when the fields do not add up before it.
 * @throws ArchiveError when it is there twice with different contents, because readers differ in which one they take.
 */
export function findExtra(extra: Buffer, id: number, entry: string): Buffer | 'broken' | undefined {
  let found: Buffer | undefined;
  // Fewer than four bytes at the end are padding, which some alignment tools leave.
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return found ?? 'broken';
    const content = extra.subarray(at + 4, end);
    at = end;
    if (extra.readUInt16LE(end - content.length - 4) !== id) continue;
    if (found !== undefined && !found.equals(content)) {
      throw new ArchiveError('has a header with two different extra fields of one kind', entry);
    }
    found = content;
  }
  return found;
}

/** Two sizes and a place in the file, as a header gives them. */
export interface Extent {
  size: number;
  compressedSize: number;
  offset: number;
}

/**
 * Puts the values of the ZIP64 field in place of those that are set to the highest number [4.5.3].
 * @throws ArchiveError when the field lacks one, or has one that no file can reach.
 */
export function widen(extent: Extent, extra: Buffer, entry: string): Extent {
  const { size, compressedSize, offset } = extent;
  if (size !== MAX_32 && compressedSize !== MAX_32 && offset !== MAX_32) return extent;
  const zip64 = findExtra(extra, EXTRA.zip64, entry) ?? Buffer.alloc(0);
  if (zip64 === 'broken') throw new ArchiveError('has a header with a broken extra field', entry);
  let at = 0;
  const next = (value: number) => {
    if (value !== MAX_32) return value;
    if (at + 8 > zip64.length) throw new ArchiveError('lacks a ZIP64 size or offset', entry);
    const wide = Number(zip64.readBigUInt64LE(at));
    if (!Number.isSafeInteger(wide)) throw new ArchiveError('has an impossible ZIP64 size or offset', entry);
    at += 8;
    return wide;
  };
  return { size: next(size), compressedSize: next(compressedSize), offset: next(offset) };
}
