import { crc32 } from 'node:zlib';
import { ArchiveError } from '../archive-error.ts';
import { decodeCodePage, decodeUtf8, isAscii } from '../decode-text.ts';
import { findExtra } from './extra-fields.ts';
import { EXTRA, FLAG } from './zip-format.ts';

/**
 * The name in a directory header. Without the UTF-8 flag it is that of the Unicode Path field, as other readers have
 * it: tools write a makeshift name in front of it. Without that field it is UTF-8 all the same when it can be: many
 * tools forget the flag.
 * @param raw One character a byte.
 * @throws ArchiveError when it is not what the flag says, or the header holds a second, different name beside the flag,
 * where readers differ in which one counts.
 */
export function decodeName(raw: string, flags: number, extra: Buffer): string {
  const second = extra.length === 0 ? undefined : readUnicodePath(raw, extra);
  const certain = isAscii(raw) ? raw : decodeUtf8(Buffer.from(raw, 'latin1'));
  if ((flags & FLAG.utf8) === 0) return second ?? certain ?? decodeCodePage(raw);
  if (certain === undefined) throw new ArchiveError('has a name that is not UTF-8, though its flag says so', raw);
  if (second !== undefined && second !== certain) throw new ArchiveError('has a second, different name', certain);
  return certain;
}

/** Info-ZIP's Unicode Path field [4.6.9]; one that is empty, or whose checksum is of another name, does not count. */
function readUnicodePath(raw: string, extra: Buffer): string | undefined {
  const field = findExtra(extra, EXTRA.unicodePath, raw);
  if (field === undefined || field === 'broken' || field.length <= 5 || field[0] !== 1) return undefined;
  if (field.readUInt32LE(1) !== crc32(Buffer.from(raw, 'latin1'))) return undefined;
  const path = decodeUtf8(field.subarray(5));
  if (path === undefined) throw new ArchiveError('has a second name that is not UTF-8', raw);
  return path;
}

/**
 * A name from a system that separates folders by backslashes, with slashes. One right behind a byte that is not ASCII
 * stays, where the name is in a code page: there it may be half of a character (the byte 0x5C of Shift_JIS, say).
 * @param raw One character a byte.
 */
export function splitFolders(name: string, raw: string): string {
  if (!name.includes('\\')) return name;
  const isInCodePage = name.length === raw.length && name !== raw;
  return isInCodePage ? name.replace(/(?<![\u0080-\uffff])\\/g, '/') : name.replaceAll('\\', '/');
}
