import { quote } from '../../model/escape.ts';
import { ArchiveError } from '../zip/archive-error.ts';
import type { ArchiveLimits } from '../zip/limits.ts';
import { type ExtendedHeader, readExtendedHeader, SPARSE_PROBLEM } from './extended-header.ts';
import { gatherBlocks } from './gather-blocks.ts';
import { FLAG, hasForeignPrefix, readFlag, readName, readSize, readText, startsWithHeader } from './header-block.ts';

/** Looks at every byte of a tar archive on its way to the reader. */
export interface HeaderCheck {
  /** @throws ArchiveError for the first thing wrong with these bytes, which follow those before. */
  push(bytes: Buffer): void;
  /** @throws ArchiveError when the archive does not end here. */
  end(): void;
}

/** More than any name or attribute needs; it is held in memory. */
const MOST_EXTENDED_BYTES = 1024 * 1024;

/**
 * Refuses what the library that reads the entries would pass over, and what two readers would read as two different
 * archives: types it does not know, content behind what has none, broken records and numbers, headers in an order
 * that drops one, an end that is not there. Counts entries and bytes against the limits.
 */
export function createHeaderCheck(limits: ArchiveLimits): HeaderCheck {
  let entries = 0;
  let total = 0;
  let current: string | undefined;
  /** The extended headers of the next entry, by type flag. */
  const ahead = new Map<string, ExtendedHeader>();
  const blocks = gatherBlocks(readHeader, () => {
    if (ahead.size > 0) throw new ArchiveError('ends with an extended header that belongs to no entry');
  });

  function readHeader(block: Buffer): void {
    if (!startsWithHeader(block)) refuseNoHeader();
    const [flag, name, size] = [readFlag(block), readName(block), readSize(block)];
    if (size === undefined) throw new ArchiveError('has a size that is not a number', name);
    if (hasForeignPrefix(block))
      throw new ArchiveError('has a name in two parts, which its format does not have', name);
    if (EXTENDED.includes(flag)) readExtended(flag, name, size);
    else readEntry(flag, name, size);
  }
  function readExtended(flag: string, name: string, size: number): void {
    if (size > MOST_EXTENDED_BYTES) {
      throw new ArchiveError(
        `is an extended header of ${size} bytes; at most ${MOST_EXTENDED_BYTES} are allowed`,
        name,
      );
    }
    // Readers differ in what they forget when another header follows a pax header.
    if (ahead.has(flag) || ahead.has(FLAG.paxHeader)) {
      throw new ArchiveError('is an extended header behind one that already belongs to the next entry', name);
    }
    blocks.whole(size, (data) => {
      if (flag === FLAG.paxHeader) ahead.set(flag, readExtendedHeader(data, name, 'entry'));
      else if (flag !== FLAG.paxGlobalHeader) ahead.set(flag, { path: readText(data) });
      else {
        readExtendedHeader(data, name, 'global');
        count(0);
      }
    });
  }
  function readEntry(flag: string, fieldName: string, fieldSize: number): void {
    const pax = ahead.get(FLAG.paxHeader);
    current = pax?.path ?? ahead.get(FLAG.gnuLongName)?.path ?? fieldName;
    const size = pax?.size ?? fieldSize;
    ahead.clear();
    if (flag === FLAG.oldFile && fieldName.endsWith('/') && !current.endsWith('/')) {
      throw new ArchiveError('is a directory by the name in its header and a file by the one in front of it', current);
    }
    checkType(flag, current, size);
    count(size);
    blocks.pass(size);
  }
  function count(size: number): void {
    entries += 1;
    total += size;
    if (entries > limits.entries) throw new ArchiveError(`has over ${limits.entries} entries; no more are allowed`);
    if (total > limits.totalBytes) {
      throw new ArchiveError(`unpacks to over ${limits.totalBytes} bytes; no more are allowed`);
    }
  }
  function refuseNoHeader(): never {
    if (current === undefined) throw new ArchiveError('does not start as a tar archive does');
    throw new ArchiveError('is damaged, or what follows it is: no tar header comes next', current);
  }
  return {
    push: blocks.push,
    end() {
      if (blocks.isAtEnd()) return;
      if (current === undefined) refuseNoHeader();
      throw new ArchiveError(
        `is cut off: it ends in or behind ${quote(current)}, without the blocks of zeros that end it`,
      );
    },
  };
}

const EXTENDED: readonly string[] = [FLAG.paxHeader, FLAG.paxGlobalHeader, FLAG.gnuLongName, FLAG.gnuLongLink];
const FILES: readonly string[] = [FLAG.file, FLAG.oldFile, FLAG.contiguousFile];
const WITHOUT_CONTENT: readonly string[] = [FLAG.directory, FLAG.symlink];
const SPECIAL: readonly string[] = [FLAG.characterDevice, FLAG.blockDevice, FLAG.pipe];
const ALLOWED = 'only files, directories and symbolic links are allowed';

function checkType(flag: string, path: string, size: number): void {
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, path);
  };
  if (path === '') refuse('has no name');
  if (flag === FLAG.hardLink) refuse(`is a hard link; ${ALLOWED} (tar with --hard-dereference)`);
  if (SPECIAL.includes(flag)) refuse(`is a device or pipe; ${ALLOWED}`);
  if (flag === FLAG.gnuSparse) refuse(SPARSE_PROBLEM);
  if (WITHOUT_CONTENT.includes(flag)) {
    if (size > 0) refuse(`is a directory or symbolic link with ${size} bytes of content`);
  } else if (!FILES.includes(flag)) refuse(`has the unknown type ${quote(flag)}; ${ALLOWED}`);
  if (size > 0 && path.endsWith('/')) refuse(`is a directory by its name, with ${size} bytes of content`);
}
