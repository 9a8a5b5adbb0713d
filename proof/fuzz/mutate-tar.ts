import { gunzipSync, gzipSync } from 'node:zlib';
import { isGzip } from '../../lambda/archive/tar/gunzip.ts';
import { MAX_ARCHIVE_BYTES } from './campaign.ts';
import type { Random } from './random.ts';
import { BLOCK_BYTES, FIELD, findHeaders, paxRecord, writeChecksum, writeEntry } from './tar-blocks.ts';

type Mutation = (tar: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const NAMES = [
  '..',
  '../x',
  '/x',
  'C:x',
  'C:/x',
  'a\\b',
  'a//b',
  './a',
  'a/',
  '',
  '.',
  './',
  '\0',
  '\u202e',
  '\ufeffé',
  'link/x',
];
const FLAGS = [...'01234567xgLKVDSMNA\0 '];
const TEXTS = [
  '0',
  '7',
  '777',
  '77777777777',
  '00000000000',
  ' 12 ',
  '-1',
  '9',
  '',
  '\x80\0\0\0\0\0\0\0\0\0\x02\0',
  '\xff'.repeat(12),
];
const KEYS = [
  'path',
  'linkpath',
  'size',
  'mtime',
  'uid',
  'GNU.sparse.major',
  'GNU.sparse.name',
  'GNU.sparse.realsize',
  'hdrcharset',
  'SCHILY.xattr.a',
  'comment',
];
const VALUES = [...NAMES, '0', '1', '512', '99999999999999999999', '-1', '1.5', 'n'.repeat(300)];
const MAX_MUTATIONS = 4;
const MAX_UNPACKED = 2 * 1024 * 1024;

/**
 * A tar archive with one to four things changed; half of them get right checksums again, to come past the first check.
 * What is in gzip data is mostly changed inside it. @param others What parts may be taken from.
 */
export function mutateTar(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const inner = isGzip(bytes) && random.below(8) > 0 ? unpack(bytes) : undefined;
  const mutated = mutatePlain(inner ?? bytes, random, others);
  const packed = inner !== undefined && random.below(4) > 0 ? pack(mutated, random) : mutated;
  return packed.subarray(0, MAX_ARCHIVE_BYTES);
}

function mutatePlain(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutated = Buffer.from(bytes);
  for (let count = 1 + random.below(MAX_MUTATIONS); count > 0; count--) {
    if (mutated.length > 0) mutated = Buffer.from(random.pick(MUTATIONS)(mutated, random, others));
  }
  if (random.below(2) === 0) for (const at of findHeaders(mutated)) writeChecksum(mutated.subarray(at));
  return mutated;
}

function unpack(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    return undefined;
  }
}

/** In one or two members, with nothing, zeros or something else behind. */
function pack(tar: Buffer, random: Random): Buffer {
  const middle = random.below(3) === 0 ? random.below(tar.length + 1) : tar.length;
  const members = [tar.subarray(0, middle), tar.subarray(middle)].filter(({ length }) => length > 0);
  const behind = Buffer.alloc(random.pick([0, 0, 1, 512]), random.pick(['\0', 'x']));
  return Buffer.concat([...members.map((member) => gzipSync(member, { level: 1 })), behind]);
}

const flipBit: Mutation = (tar, random) => {
  const at = random.below(tar.length);
  tar[at] = (tar[at] ?? 0) ^ (1 << random.below(8));
  return tar;
};

/** Changes a field of a header. */
const setField: Mutation = (tar, random) => {
  const headers = findHeaders(tar);
  if (headers.length === 0) return tar;
  const { at, bytes } = random.pick(Object.values(FIELD));
  const start = random.pick(headers) + at;
  const text = random.pick(at === FIELD.name.at || at === FIELD.target.at || at === FIELD.prefix.at ? NAMES : TEXTS);
  tar.fill(0, start, start + bytes);
  tar.write(text.slice(0, bytes), start, bytes, at === FIELD.name.at ? 'utf8' : 'latin1');
  return tar;
};

const setFlag: Mutation = (tar, random) => {
  const headers = findHeaders(tar);
  if (headers.length > 0) tar.write(random.pick(FLAGS), random.pick(headers) + FIELD.flag.at, 'latin1');
  return tar;
};

/** Puts an extended header in front of another header. */
const addExtended: Mutation = (tar, random) => {
  const at = random.pick([0, ...findHeaders(tar)]);
  const records = () => paxRecord(random.pick(KEYS), random.pick(VALUES));
  const broken = random.pick(['5 a=b\n', '99999 a=b\n', '0 =\n', 'x', '12 path=a\0b\n\n']);
  const content = random.below(6) === 0 ? broken : `${records()}${random.below(2) === 0 ? records() : ''}`;
  const flag = random.pick(['x', 'x', 'x', 'g', 'L', 'K']);
  const header = writeEntry({ name: 'pax', flag, content: 'LK'.includes(flag) ? `${random.pick(VALUES)}\0` : content });
  return Buffer.concat([tar.subarray(0, at), header, tar.subarray(at)]);
};

const addEntry: Mutation = (tar, random) => {
  const at = random.pick([0, ...findHeaders(tar)]);
  const [name, target] = [random.pick(NAMES), random.pick(NAMES)];
  const entry = writeEntry({ name, target, flag: random.pick(FLAGS), content: random.pick(['', '', 'x']) });
  return Buffer.concat([tar.subarray(0, at), entry, tar.subarray(at)]);
};

const moveBlock: Mutation = (tar, random) => {
  const blocks = Math.ceil(tar.length / BLOCK_BYTES);
  const [from, to] = [random.below(blocks) * BLOCK_BYTES, random.below(blocks) * BLOCK_BYTES];
  const part = tar.subarray(from, from + BLOCK_BYTES * (1 + random.below(3)));
  return Buffer.concat([tar.subarray(0, to), part, tar.subarray(to)]);
};

const cutBlock: Mutation = (tar, random) => {
  const at = random.below(Math.ceil(tar.length / BLOCK_BYTES)) * BLOCK_BYTES;
  return Buffer.concat([tar.subarray(0, at), tar.subarray(at + BLOCK_BYTES)]);
};

const splice: Mutation = (tar, random, others) => {
  const other = random.pick(others);
  const [end, start] = [random.pick([0, ...findHeaders(tar)]), random.pick([0, ...findHeaders(other)])];
  return Buffer.concat([tar.subarray(0, end), other.subarray(start)]);
};

const truncate: Mutation = (tar, random) => tar.subarray(0, random.below(tar.length));

const MUTATIONS = [
  flipBit,
  setField,
  setField,
  setField,
  setFlag,
  setFlag,
  addExtended,
  addExtended,
  addEntry,
  moveBlock,
  cutBlock,
  splice,
  truncate,
];
