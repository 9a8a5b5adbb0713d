import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import { decodeText } from '../decode-text.ts';

/** What an extended header says of the next entry that tells what it is, and where it ends. */
export interface ExtendedHeader {
  path?: string;
  /** The target of a link, unchanged. */
  linkName?: Buffer;
  size?: number;
  /** Only for a file whose runs of zeros were left out: its name and its size with them. */
  sparse?: { name?: string; size?: number };
}

const SPARSE = 'GNU.sparse.';
/** Keys that a global header may not set: they would be the same for every entry behind it. */
const NEVER_GLOBAL = ['path', 'linkpath', 'size'];
/** Far more records than any tool writes; they are read in one step. */
const MAX_RECORDS = 10_000;

/**
 * Reads the records of a pax extended header ("%d %s=%s\n", POSIX.1-2024, pax, "Extended Header"). Broken records are
 * refused, because readers differ in what they do with them.
 * @param name Of the header itself, for messages.
 * @throws ArchiveError for a record that is broken or not supported.
 */
export function readExtendedHeader(data: Buffer, name: string, scope: 'entry' | 'global'): ExtendedHeader {
  const header: ExtendedHeader = {};
  let count = 0;
  for (const [key, value] of readRecords(data, name)) {
    if (++count > MAX_RECORDS) {
      throw new ArchiveError(`is an extended header with over ${MAX_RECORDS} records; no more are allowed`, name);
    }
    if (scope === 'global' && NEVER_GLOBAL.includes(key)) {
      throw new ArchiveError(`is a global header that gives every entry the same "${key}"`, name);
    }
    if (key.startsWith(SPARSE)) header.sparse = { ...header.sparse, ...readSparse(key, value, name) };
    if (key === 'path') header.path = decodeText(value);
    if (key === 'linkpath') header.linkName = value;
    if (key === 'size') header.size = readDecimal(value.toString('latin1'), name);
  }
  return header;
}

function* readRecords(data: Buffer, name: string): Generator<[key: string, value: Buffer]> {
  for (let at = 0; at < data.length; ) {
    const digits = /^([1-9]\d{0,7}) [!-~]/.exec(data.toString('latin1', at, at + 10))?.[1] ?? '';
    const keyAt = at + digits.length + 1;
    const end = at + Number(digits);
    const equals = data.indexOf('=', keyAt);
    if (digits === '' || data[end - 1] !== 0x0a || equals <= keyAt || equals >= end) {
      throw new ArchiveError('is an extended header with a broken record', name);
    }
    yield [data.toString('utf8', keyAt, equals), data.subarray(equals + 1, end - 1)];
    at = end;
  }
}

/** Of the three ways in which GNU tar writes it ("Storing Sparse Files" in its manual). */
function readSparse(key: string, value: Buffer, name: string): ExtendedHeader['sparse'] {
  if (key === `${SPARSE}name`) return { name: decodeText(value) };
  if (key === `${SPARSE}size` || key === `${SPARSE}realsize`)
    return { size: readDecimal(value.toString('latin1'), name) };
  return {};
}

function readDecimal(text: string, name: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new ArchiveError(`is an extended header with the size ${quote(text)}`, name);
}
