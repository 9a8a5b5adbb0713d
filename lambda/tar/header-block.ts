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
  paxGlobalHeader: 'g',
  gnuLongName: 'L',
  gnuLongLink: 'K',
  gnuSparse: 'S',
} as const;

const NAME = { at: 0, bytes: 100 };
const SIZE = { at: 124, bytes: 12 };
const CHECKSUM = { at: 148, bytes: 8 };
const FLAG_AT = 156;
const MAGIC = { at: 257, text: 'ustar\0' };
const PREFIX_AT = 345;
/** The first byte of a positive number that is not written in octal digits. */
const BINARY_MARK = 0x80;

/** The size with what pads it to whole blocks. */
export const paddedSize = (size: number): number => Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;

/** Whether these bytes start with a header: a block whose checksum is right. */
export function startsWithHeader(bytes: Buffer): boolean {
  if (bytes.length < BLOCK_BYTES) return false;
  let sum = CHECKSUM.bytes * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at < CHECKSUM.at || at >= CHECKSUM.at + CHECKSUM.bytes) sum += bytes[at] ?? 0;
  }
  return readNumber(bytes, CHECKSUM) === sum;
}

/** The name field alone, for messages and to see how it ends. */
export const readName = (block: Buffer): string => readText(block.subarray(NAME.at, NAME.at + NAME.bytes));

export const readFlag = (block: Buffer): string => block.toString('latin1', FLAG_AT, FLAG_AT + 1);

/** Whether something stands where only the POSIX format, by its magic, has the first part of a long name. */
export const hasForeignPrefix = (block: Buffer): boolean =>
  block[PREFIX_AT] !== 0 && block.toString('latin1', MAGIC.at, MAGIC.at + MAGIC.text.length) !== MAGIC.text;

/** The size field; undefined when it is no number that is allowed there. */
export const readSize = (block: Buffer): number | undefined => readNumber(block, SIZE);

/** Text up to the first zero byte. */
export function readText(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** Octal digits, with spaces in front and spaces or zero bytes behind, or a positive binary number (GNU, from 8 GiB on). */
function readNumber(block: Buffer, { at, bytes }: { at: number; bytes: number }): number | undefined {
  const field = block.subarray(at, at + bytes);
  if (field[0] === BINARY_MARK) {
    const value = Number(BigInt(`0x${field.toString('hex', 1)}`));
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}
