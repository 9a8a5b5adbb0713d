import { decodeText } from '../decode-text.ts';

/** Numbers of the format, from the pax command of POSIX.1-2024 and from GNU tar's manual. */
export const BLOCK_BYTES = 512;

/** The type flags that are known. */
export const FLAG = {
  file: '0',
  /** A file, as the first tar wrote it. */
  oldFile: '\0',
  /** A file that once lay on a disk in one piece. */
  contiguousFile: '7',
  hardLink: '1',
  symlink: '2',
  characterDevice: '3',
  blockDevice: '4',
  directory: '5',
  pipe: '6',
  paxHeader: 'x',
  /** The same, as Solaris writes it. */
  solarisHeader: 'X',
  paxGlobalHeader: 'g',
  gnuLongName: 'L',
  gnuLongLink: 'K',
  gnuSparse: 'S',
  /** A directory with the list of what was in it, from `tar --listed-incremental`. */
  gnuDumpedDirectory: 'D',
  /** The name of the archive, from `tar --label`. */
  gnuVolume: 'V',
  /** The rest of a file that began in another part of the archive. */
  gnuContinued: 'M',
} as const;

interface Field {
  at: number;
  bytes: number;
}

const NAME: Field = { at: 0, bytes: 100 };
const MODE: Field = { at: 100, bytes: 8 };
const SIZE: Field = { at: 124, bytes: 12 };
const CHECKSUM: Field = { at: 148, bytes: 8 };
const FLAG_AT = 156;
const LINK_NAME: Field = { at: 157, bytes: 100 };
const MAGIC_AT = 257;
const POSIX_MAGIC = 'ustar\0';
const GNU_MAGIC = 'ustar ';
/** Only the POSIX format, by its magic, has the first part of a long name. */
const PREFIX: Field = { at: 345, bytes: 155 };
/** Fields that GNU tar has in this place when it packs a backup. */
const GNU_TIMES: readonly Field[] = [
  { at: 345, bytes: 12 },
  { at: 357, bytes: 12 },
];
/** Only in GNU tar's header of a sparse file: whether more of its map follows, and the size with its runs of zeros. */
const MORE_MAP_AT = 482;
const REAL_SIZE: Field = { at: 483, bytes: 12 };
/** The same at the end of each block of a map. */
const MORE_BLOCKS_AT = 504;
/** The first byte of a positive number that is not written in octal digits, and of a negative one. */
const [BINARY_MARK, NEGATIVE_MARK] = [0x80, 0xff];

/** The parts of a header that tell what the entry is and where it ends. The others are not read. */
export interface HeaderBlock {
  flag: string;
  /** With the prefix of the POSIX format in front. */
  name: string;
  /** Undefined when it is not a number that is allowed there. */
  size: number | undefined;
  /** POSIX permission bits; undefined when it is not a number. */
  mode: number | undefined;
  /** The target of a link, unchanged. */
  linkName: Buffer;
  /** Of a sparse file of GNU tar. */
  sparse: { size: number | undefined; hasMoreMap: boolean } | undefined;
  /** Whether there are bytes where another format has the first part of the name. */
  hasForeignPrefix: boolean;
}

/** Reads a block whose checksum is right. */
export function readHeaderBlock(block: Buffer): HeaderBlock {
  const magic = block.toString('latin1', MAGIC_AT, MAGIC_AT + POSIX_MAGIC.length);
  const prefix = magic === POSIX_MAGIC && block[PREFIX.at] !== 0 ? `${decodeText(textIn(block, PREFIX))}/` : '';
  const mode = readNumber(block, MODE);
  const flag = block.toString('latin1', FLAG_AT, FLAG_AT + 1);
  const isSparse = flag === FLAG.gnuSparse && magic === GNU_MAGIC;
  return {
    flag,
    name: prefix + decodeText(textIn(block, NAME)),
    size: readNumber(block, SIZE),
    mode: mode === undefined ? undefined : mode & 0o777,
    linkName: textIn(block, LINK_NAME),
    sparse: isSparse ? { size: readNumber(block, REAL_SIZE), hasMoreMap: block[MORE_MAP_AT] !== 0 } : undefined,
    hasForeignPrefix: magic !== POSIX_MAGIC && block[PREFIX.at] !== 0 && !hasGnuTimes(block, magic),
  };
}

const hasGnuTimes = (block: Buffer, magic: string) =>
  magic === GNU_MAGIC &&
  GNU_TIMES.every(({ at, bytes }) => block[at] === NEGATIVE_MARK || readNumber(block, { at, bytes }) !== undefined);

/** Whether one more block follows this one, which goes on with the map of a sparse file. */
export const hasMoreMap = (block: Buffer): boolean => block[MORE_BLOCKS_AT] !== 0;

/** The size with what pads it to whole blocks. */
export const paddedSize = (size: number): number => Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;

/** Whether these bytes start with a header: a block whose checksum is right, of bytes with or without a sign. */
export function startsWithHeader(bytes: Buffer): boolean {
  if (bytes.length < BLOCK_BYTES) return false;
  let sum = CHECKSUM.bytes * 0x20;
  let high = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at === CHECKSUM.at) at += CHECKSUM.bytes;
    const byte = bytes[at] ?? 0;
    sum += byte;
    high += byte >> 7;
  }
  const stated = readNumber(bytes, CHECKSUM);
  return stated === sum || (high > 0 && stated === sum - 0x100 * high);
}

/** Whether all bytes are zeros. */
export const isZero = (bytes: Buffer): boolean =>
  bytes.length === 0 || (bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1)));

/** The bytes in front of the first zero. */
export function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

const textIn = (block: Buffer, { at, bytes }: Field) => untilZero(block.subarray(at, at + bytes));

/** Octal digits, with spaces in front and spaces or zero bytes behind, or a positive binary number (GNU, from 8 GiB on). */
function readNumber(block: Buffer, { at, bytes }: Field): number | undefined {
  if (block[at] === BINARY_MARK) {
    const value = Number(BigInt(`0x${block.toString('hex', at + 1, at + bytes)}`));
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(block.toString('latin1', at, at + bytes))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}
