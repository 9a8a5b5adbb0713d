import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import { decodeText } from '../decode-text.ts';
import type { ArchiveLimits } from '../limits.ts';
import { pace } from '../pacer.ts';
import { type ByteStream, PIECE_BYTES } from './byte-stream.ts';
import { type ExtendedHeader, readExtendedHeader } from './extended-header.ts';
import {
  BLOCK_BYTES,
  FLAG,
  type HeaderBlock,
  hasMoreMap,
  isZero,
  paddedSize,
  readHeaderBlock,
  startsWithHeader,
  untilZero,
} from './header-block.ts';

/** A header with everything that the extended headers in front of it say. */
export interface Member extends Omit<HeaderBlock, 'size' | 'sparse'> {
  /** The size of what is stored. */
  size: number;
  /** Only for a file whose runs of zeros were left out: its size with them. */
  sparseSize: number | undefined;
}

/** Reads the headers of a tar archive, one after the other; the caller takes the content between them. */
interface MemberReader {
  /**
   * The next one; undefined at the end, after which there is nothing but zeros.
   * @throws ArchiveError for the first thing wrong: broken records and numbers, headers in an order that makes readers
   * drop one, something behind the end, an end that is not there.
   */
  next(): Promise<Member | undefined>;
  /** Whether a header of the pax format has come so far. */
  hasPax(): boolean;
}

/** More than any name or attribute needs; it is held in memory. */
const MAX_EXTENDED_BYTES = 1024 * 1024;
/** The share of the allowed memory that one extended header may take. */
const EXTENDED_SHARE = 1 / 8;
/** Two blocks of zeros end an archive. */
const END_BYTES = 2 * BLOCK_BYTES;

/** @param count Called for each header that belongs to no entry, with the bytes behind it and its name. */
export function readMembers(
  stream: ByteStream,
  { memoryBytes }: Pick<ArchiveLimits, 'memoryBytes'>,
  count: (bytes: number, entry: string) => void,
): MemberReader {
  const maxExtendedBytes = Math.min(MAX_EXTENDED_BYTES, Math.floor(memoryBytes * EXTENDED_SHARE));
  /** The extended headers of the next entry, by type flag. */
  const ahead = new Map<string, ExtendedHeader>();
  let current: string | undefined;
  let hasPax = false;

  const refuseNoHeader = (): never => {
    if (current === undefined) throw new ArchiveError('does not start as a tar archive does');
    throw new ArchiveError('is damaged, or what follows it is: no tar header comes next', current);
  };
  const readBlock = async (): Promise<HeaderBlock | undefined> => {
    const block = await stream.take(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) return refuseCutOff(current);
    if (isZero(block)) return undefined;
    return startsWithHeader(block) ? readHeaderBlock(block) : refuseNoHeader();
  };
  const readExtended = async ({ flag, name }: HeaderBlock, size: number): Promise<void> => {
    if (size > maxExtendedBytes) {
      throw new ArchiveError(`is an extended header of ${size} bytes; at most ${maxExtendedBytes} are allowed`, name);
    }
    // Readers differ in what they forget when another header follows a pax header.
    if (ahead.has(flag) || ahead.has(FLAG.paxHeader)) {
      throw new ArchiveError('is an extended header behind one that already belongs to the next entry', name);
    }
    const padded = await stream.take(paddedSize(size));
    if (padded.length < size) refuseCutOff(current ?? name);
    const data = padded.subarray(0, size);
    const isGnu = flag === FLAG.gnuLongName || flag === FLAG.gnuLongLink;
    if (isGnu) {
      const text = untilZero(data);
      // Some readers take it up to the size, and others up to the first NUL.
      if (text.length === size && padded[size]) throw new ArchiveError('is a name longer than its size', name);
      ahead.set(flag, flag === FLAG.gnuLongName ? { path: decodeText(text) } : { linkName: Buffer.from(text) });
    } else if (flag !== FLAG.paxGlobalHeader) ahead.set(FLAG.paxHeader, readExtendedHeader(data, name, 'entry'));
    else if (readExtendedHeader(data, name, 'global').sparse !== undefined) {
      throw new ArchiveError('is a global header that makes every entry a sparse file', name);
    }
    if (flag === FLAG.paxGlobalHeader) count(size, name);
    hasPax ||= !isGnu;
  };
  const passMap = async (name: string): Promise<void> => {
    for (let isLast = false; !isLast; ) {
      await pace();
      const block = await stream.take(BLOCK_BYTES);
      if (block.length < BLOCK_BYTES) refuseCutOff(name);
      isLast = !hasMoreMap(block);
    }
  };
  const toMember = ({ sparse, ...header }: HeaderBlock, size: number): Member => {
    const pax = ahead.get(FLAG.paxHeader) ?? {};
    const long = ahead.get(FLAG.gnuLongName)?.path;
    const longLink = ahead.get(FLAG.gnuLongLink)?.linkName;
    const name = pax.sparse?.name ?? pax.path ?? long ?? header.name;
    const linkName = pax.linkName ?? longLink ?? header.linkName;
    ahead.clear();
    current = name;
    // Readers differ in which one they take.
    if (name !== (long ?? name) || !linkName.equals(longLink ?? linkName)) {
      throw new ArchiveError('has two names, of GNU and of pax', name);
    }
    if (header.flag === FLAG.oldFile && header.name.endsWith('/') && !name.endsWith('/')) {
      throw new ArchiveError('is a directory by the name in its header and a file by the one in front of it', name);
    }
    const stored = pax.size ?? size;
    const sparseSize = sparse === undefined && pax.sparse === undefined ? undefined : stored;
    return { ...header, name, linkName, size: stored, sparseSize: sparse?.size ?? pax.sparse?.size ?? sparseSize };
  };
  const checkEnd = async (): Promise<void> => {
    if (ahead.size > 0) throw new ArchiveError('ends with an extended header that belongs to no entry');
    let zeros = BLOCK_BYTES;
    for (let rest = await stream.piece(PIECE_BYTES); rest !== undefined; rest = await stream.piece(PIECE_BYTES)) {
      await pace();
      zeros += rest.length;
      if (isZero(rest)) continue;
      throw new ArchiveError(
        current === undefined
          ? 'does not start as a tar archive does: zeros come first, which end one'
          : 'has something behind its end; only zeros are allowed there',
      );
    }
    if (zeros < END_BYTES) refuseCutOff(current);
  };
  return {
    hasPax: () => hasPax,
    async next() {
      for (;;) {
        await pace();
        const header = await readBlock();
        if (header === undefined) {
          await checkEnd();
          return undefined;
        }
        const { flag, name, size } = header;
        if (size === undefined) throw new ArchiveError('has a size that is not a number', name);
        if (header.hasForeignPrefix) {
          throw new ArchiveError('has a name in two parts, which its format does not have', name);
        }
        if (!EXTENDED.includes(flag)) {
          const member = toMember(header, size);
          if (header.sparse?.hasMoreMap) await passMap(member.name);
          return member;
        }
        await readExtended(header, size);
      }
    },
  };
}

const EXTENDED: readonly string[] = [
  FLAG.paxHeader,
  FLAG.solarisHeader,
  FLAG.paxGlobalHeader,
  FLAG.gnuLongName,
  FLAG.gnuLongLink,
];

/** @param entry The last one whose header was read. */
export function refuseCutOff(entry: string | undefined): never {
  if (entry === undefined) throw new ArchiveError('does not start as a tar archive does');
  throw new ArchiveError(`is cut off: it ends in or behind ${quote(entry)}, without the blocks of zeros that end it`);
}
