import { DIRECTORY_HEADER, LOCAL_HEADER } from '../../lambda/archive/zip/zip-format.ts';
import { addExtra } from './add-extra.ts';
import { MAX_ARCHIVE_BYTES } from './campaign.ts';
import { findAll, mend } from './mend.ts';
import type { Random } from './random.ts';

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** Where a reader takes turns: limits of every width, and signatures. */
const TELLING = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xfffffffe, 0xffffffff];
const SIGNATURES = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50, 0x08074b50];
const NAMES = ['..', '../x', '/x', 'C:x', 'C:/x', 'link/x', 'a\\b', 'a//b', './a', 'a/', '\0', '\u202e', 'é', '.'];
/** A header and its fixed fields. */
const HEADER_BYTES = 56;
const MAX_MUTATIONS = 4;

/** An archive with one to four things changed; half of them are mended, to come past the first checks. @param others What parts may be taken from. */
export function mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutated = Buffer.from(bytes);
  for (let count = 1 + random.below(MAX_MUTATIONS); count > 0; count--) {
    if (mutated.length > 0) mutated = Buffer.from(random.pick(MUTATIONS)(mutated, random, others));
  }
  const cut = mutated.subarray(0, MAX_ARCHIVE_BYTES);
  return random.below(2) === 0 ? mend(cut) : cut;
}

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

const setNumber: Mutation = (bytes, random) => writeNumber(bytes, random.below(bytes.length), random);

/** Changes a field of a header, wherever in the archive one begins. */
const setField: Mutation = (bytes, random) => {
  const places = findSignatures(bytes);
  if (places.length === 0) return bytes;
  return writeNumber(bytes, random.pick(places) + 4 + random.below(HEADER_BYTES - 4), random);
};

/** Writes a name anywhere, or where a name or a link's target begins. */
const setName: Mutation = (bytes, random) => {
  const headers = findAll(bytes, LOCAL_HEADER);
  const starts = headers.flatMap((at) => {
    const name = at + LOCAL_HEADER.bytes;
    return [name, name + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)];
  });
  starts.push(...findAll(bytes, DIRECTORY_HEADER).map((at) => at + DIRECTORY_HEADER.bytes));
  bytes.write(
    random.pick(NAMES),
    random.pick([random.below(bytes.length), ...starts.filter((at) => at < bytes.length)]),
  );
  return bytes;
};

const cutOut: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(64))]);
};

const repeat: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const part = bytes.subarray(at, at + 1 + random.below(128));
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
};

const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length + 1))]);
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

const MUTATIONS = [
  flipBit,
  flipBit,
  setNumber,
  setField,
  setField,
  setField,
  setName,
  addExtra,
  cutOut,
  repeat,
  splice,
  truncate,
];

function writeNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const width = random.pick([1, 2, 4]);
  if (at + width > bytes.length) return bytes;
  const value = random.pick(random.below(8) === 0 ? SIGNATURES : [...TELLING, bytes.length, at, random.below(2 ** 32)]);
  bytes.writeUIntLE(value % 2 ** (8 * width), at, width);
  return bytes;
}

function findSignatures(bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf('PK'); at !== -1; at = bytes.indexOf('PK', at + 1)) places.push(at);
  return places;
}
