import { hash } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Random } from '../../../../proof/fuzz/random.ts';
import { buildZip, type EndPlan, type EntryPlan, extraField, pack } from './build-zip.ts';

/** An entry as every tool should see it; a directory's name ends with a slash. */
export interface ExpectedEntry {
  name: string;
  digest: string;
}

/** What not every tool reads as the format says, so whether it may come up. */
export interface Rarities {
  /** Names in code page 437, which some decode as the machine is set. */
  oldNames: boolean;
  /** Sizes behind the data, which unzip 6.0 sometimes takes for an overlap. */
  descriptors: boolean;
}

const LETTERS = [...'abcXYZ019 ._-+@()[]~!$&'];
const WIDE_LETTERS = [...LETTERS, 'é', 'e\u0301', 'ß', '漢', '🙂', '\u2028'];
/** With the bytes that stand for them in code page 437, which no UTF-8 text can begin with. */
const OLD_LETTERS: [string, number][] = [
  ['ü', 0x81],
  ['ä', 0x84],
  ['Ä', 0x8e],
  ['█', 0xdb],
];
const FOLDERS = ['', '', 'folder/', 'folder/deeper/', 'é/'];
const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];
const FOLDER_MODE = 0o040755;
const LINK_MODE = 0o120777;
const ZIP64 = 0xffffffff;

/** A valid archive made at random of everything that the format allows and our reader takes, and what is in it. */
export function generateArchive(random: Random, rare: Rarities): { zip: Buffer; entries: ExpectedEntry[] } {
  const made = Array.from({ length: random.below(7) }, (_, index) => generateEntry(random, index, rare));
  const zip = buildZip(
    made.map(({ plan }) => plan),
    generateEnd(random),
  );
  const entries = made.map(({ name, content }) => ({ name, digest: hash('sha256', content) }));
  return { zip, entries };
}

function generateEntry(random: Random, index: number, rare: Rarities) {
  const kind = random.pick(['file', 'file', 'file', 'file', 'folder', 'link'] as const);
  const { name, raw, flags } = generateName(random, index, rare, kind === 'folder' ? '/' : '');
  const content = kind === 'file' ? generateContent(random) : Buffer.from(kind === 'link' ? `${index}-elsewhere` : '');
  const mode = kind === 'file' ? random.pick([0o100644, 0o100755, 0]) : kind === 'folder' ? FOLDER_MODE : LINK_MODE;
  const packing =
    random.below(4) === 0 ? { method: 0, packed: content } : { method: 8, packed: deflate(content, random) };
  const comment = random.below(5) === 0 ? Buffer.from('of an entry') : Buffer.alloc(0);
  const extra = generateExtra(random, raw, name);
  const plan = { name: raw, flags, content, mode, comment, extra, ...packing };
  return { name, content, plan: addDescriptor(addSizes(plan, random), random, rare) };
}

function generateName(random: Random, index: number, rare: Rarities, ending: string) {
  const folder = random.pick(FOLDERS);
  const letters = (from: readonly string[]) =>
    Array.from({ length: random.below(9) }, () => random.pick(from)).join('');
  if (rare.oldNames && random.below(4) === 0) {
    const [letter, byte] = random.pick(OLD_LETTERS);
    const raw = Buffer.concat([Buffer.from(`${index}-`), Buffer.from([byte]), Buffer.from(ending)]);
    return { name: `${index}-${letter}${ending}`, raw, flags: 0 };
  }
  const plain = random.below(3) === 0 && !/[^ -~]/.test(folder);
  const name = `${folder}${index}-${letters(plain ? LETTERS : WIDE_LETTERS)}x${ending}`;
  return { name, raw: Buffer.from(name), flags: plain ? 0 : 0x800 };
}

function generateContent(random: Random): Buffer {
  const length = random.pick([0, 1, random.below(200), random.below(5000), random.below(70_000)]);
  const pattern = Buffer.from(Array.from({ length: 1 + random.below(300) }, () => random.below(256)));
  return Buffer.alloc(length, pattern);
}

const deflate = (content: Buffer, random: Random) =>
  deflateRawSync(content, {
    level: random.below(10),
    strategy: random.pick(STRATEGIES),
    memLevel: 1 + random.below(9),
    windowBits: 9 + random.below(7),
  });

/** Fields that readers must pass over, and a second name that is the same. */
function generateExtra(random: Random, raw: Buffer, name: string): Buffer {
  const time = extraField(0x5455, pack([1, 2], [0, 2]).subarray(0, 1));
  const unknown = extraField(0xcafe, Buffer.alloc(random.below(40), 7));
  const second = extraField(0x7075, Buffer.concat([Buffer.from([1]), pack([crc32(raw), 4]), Buffer.from(name)]));
  return Buffer.concat([time, unknown, second].filter(() => random.below(4) === 0));
}

type Packed = EntryPlan & { content: Buffer; packed: Buffer; extra: Buffer };

/** Puts the sizes of some into ZIP64 fields. */
function addSizes(plan: Packed, random: Random): Packed {
  if (random.below(4) > 0) return plan;
  const field = extraField(1, pack([plan.content.length, 8], [plan.packed.length, 8]));
  return { ...plan, size: ZIP64, compressedSize: ZIP64, extra: Buffer.concat([field, plan.extra]) };
}

/** Puts the sizes of some behind their data, with or without the signature that the format came to recommend. */
function addDescriptor(plan: Packed, random: Random, rare: Rarities): EntryPlan {
  if (!rare.descriptors || random.below(4) > 0) return plan;
  const wide = plan.size === ZIP64;
  const width = wide ? 8 : 4;
  const signature = random.below(2) === 0 ? Buffer.alloc(0) : pack([0x08074b50, 4]);
  const descriptor = pack([crc32(plan.content), 4], [plan.packed.length, width], [plan.content.length, width]);
  return {
    ...plan,
    flags: (plan.flags ?? 0) | 8,
    local: wide ? { crc: 0 } : { crc: 0, size: 0, compressedSize: 0 },
    after: Buffer.concat([signature, descriptor]),
  };
}

function generateEnd(random: Random): EndPlan {
  const comment = random.below(3) === 0 ? Buffer.from('of the archive, é') : Buffer.alloc(0);
  if (random.below(4) > 0) return { comment };
  return random.below(2) === 0
    ? { comment, zip64: {} }
    : { comment, zip64: {}, entries: 0xffff, size: ZIP64, offset: ZIP64 };
}
