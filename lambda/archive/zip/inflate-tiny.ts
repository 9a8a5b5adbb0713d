/** More than a line or two is unpacked faster by zlib. */
export const MAX_TINY_BYTES = 512;

const [STORED_BLOCK, FIXED_BLOCK] = [0, 1];
const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;
const MAX_CODE_BITS = 9;
const DISTANCE_CODE_BITS = 5;
/** Where each code for a length or a distance begins, and how many bits say how far it is from there [RFC 1951, 3.2.5]. */
const LENGTHS = toRanges(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]);
const DISTANCES = toRanges(1, [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]);
/** Symbol and length of the fixed code at the start of these bits, the first one lowest. */
let fixedCodes: Uint16Array | undefined;

/**
 * Unpacks deflate data of the simplest kinds, those that short texts are packed into. For each entry zlib would need an
 * object that lives until all of the memory is tidied up, and with 70,000 tiny files these take more than all else.
 * @returns exactly `size` bytes out of all of the data; undefined when it is of another kind, or anything is wrong.
 */
export function inflateTiny(packed: Buffer, size: number): Buffer | undefined {
  fixedCodes ??= readFixedCodes();
  const codes = fixedCodes;
  const bytes = Buffer.allocUnsafeSlow(size);
  let [at, held, bits, filled] = [0, 0, 0, 0];
  const take = (count: number): number => {
    for (; bits < count; bits += 8) held |= (packed[at++] ?? 0) << bits;
    const value = held & ((1 << count) - 1);
    held >>>= count;
    bits -= count;
    return value;
  };
  const takeSymbol = (): number => {
    for (; bits < MAX_CODE_BITS; bits += 8) held |= (packed[at++] ?? 0) << bits;
    const code = codes[held & ((1 << MAX_CODE_BITS) - 1)] ?? 0;
    take(code & 0xf);
    return code >> 4;
  };
  const takeRange = (range: Range | undefined) => (range === undefined ? Number.NaN : range.start + take(range.bits));
  const copyBack = (length: number, distance: number): boolean => {
    if (!(distance <= filled && filled + length <= size)) return false;
    for (let done = 0; done < length; done++, filled++) bytes[filled] = bytes[filled - distance] ?? 0;
    return true;
  };
  const readFixed = (): boolean => {
    for (let symbol = takeSymbol(); symbol !== END_OF_BLOCK; symbol = takeSymbol()) {
      if (symbol >= FIRST_LENGTH) {
        const length = takeRange(LENGTHS[symbol - FIRST_LENGTH]);
        if (!copyBack(length, takeRange(DISTANCES[reverse(take(DISTANCE_CODE_BITS), DISTANCE_CODE_BITS)])))
          return false;
      } else {
        if (filled === size) return false;
        bytes[filled++] = symbol;
      }
    }
    return true;
  };
  const readStored = (): boolean => {
    at -= bits >> 3;
    [held, bits] = [0, 0];
    const length = take(16);
    if ((length ^ take(16)) !== 0xffff || at + length > packed.length || filled + length > size) return false;
    filled += packed.copy(bytes, filled, at, at + length);
    at += length;
    return true;
  };
  for (let isLast = false; !isLast; ) {
    isLast = take(1) === 1;
    const kind = take(2);
    const isRead = kind === FIXED_BLOCK ? readFixed() : kind === STORED_BLOCK ? readStored() : false;
    if (!isRead || at - (bits >> 3) > packed.length) return undefined;
  }
  return at - (bits >> 3) === packed.length && filled === size ? bytes : undefined;
}

interface Range {
  start: number;
  bits: number;
}

function toRanges(first: number, bitsOfEach: number[]): Range[] {
  let start = first;
  return bitsOfEach.map((bits) => {
    const range = { start, bits };
    start += 1 << bits;
    return range;
  });
}

/** Bits of a code come highest first, all others lowest first. */
function reverse(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}

function readFixedCodes(): Uint16Array {
  return Uint16Array.from({ length: 1 << MAX_CODE_BITS }, (_, lowestFirst) => {
    const nine = reverse(lowestFirst, MAX_CODE_BITS);
    const [seven, eight] = [nine >> 2, nine >> 1];
    if (seven < 24) return ((END_OF_BLOCK + seven) << 4) | 7;
    if (eight < 192) return ((eight - 48) << 4) | 8;
    return eight < 200 ? ((eight + 88) << 4) | 8 : ((nine - 256) << 4) | 9;
  });
}
