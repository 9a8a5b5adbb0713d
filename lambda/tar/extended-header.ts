import { quote } from '../../model/escape.ts';
import { ArchiveError } from '../zip/archive-error.ts';

/** What an extended header says of the next entry that tells a directory from a file, and where the entry ends. */
export interface ExtendedHeader {
  path?: string;
  size?: number;
}

/** Of an entry from which runs of zeros were left out. */
export const SPARSE_PROBLEM = 'is a sparse file; only files that are stored whole are allowed (tar without --sparse)';
const SPARSE = 'GNU.sparse.';
/** What would be the same for every entry behind it. */
const NEVER_GLOBAL = ['path', 'linkpath', 'size'];

/**
 * Reads the records of a pax extended header ("%d %s=%s\n", POSIX.1-2024, pax, "Extended Header"). Broken records are
 * refused, because readers differ in what they do with them.
 * @param name Of the header itself, for messages.
 * @throws ArchiveError for a record that is broken or not supported.
 */
export function readExtendedHeader(data: Buffer, name: string, scope: 'entry' | 'global'): ExtendedHeader {
  const header: ExtendedHeader = {};
  for (const [key, value] of readRecords(data, name)) {
    if (key.startsWith(SPARSE)) throw new ArchiveError(SPARSE_PROBLEM, name);
    if (scope === 'global' && NEVER_GLOBAL.includes(key)) {
      throw new ArchiveError(`is a global header that gives every entry the same "${key}"`, name);
    }
    if (key === 'path') header.path = value;
    if (key === 'size') header.size = readDecimal(value, name);
  }
  return header;
}

function* readRecords(data: Buffer, name: string): Generator<[key: string, value: string]> {
  for (let at = 0; at < data.length; ) {
    const digits = /^([1-9]\d{0,7}) [!-~]/.exec(data.toString('latin1', at, at + 10))?.[1] ?? '';
    const keyAt = at + digits.length + 1;
    const end = at + Number(digits);
    const equals = data.indexOf('=', keyAt);
    if (digits === '' || data[end - 1] !== 0x0a || equals <= keyAt || equals >= end) {
      throw new ArchiveError('is an extended header with a broken record', name);
    }
    yield [data.toString('utf8', keyAt, equals), data.toString('utf8', equals + 1, end - 1)];
    at = end;
  }
}

function readDecimal(text: string, name: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new ArchiveError(`is an extended header with the size ${quote(text)}`, name);
}
