import { hash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { plainPath, type SeenEntry } from '../../../../proof/bench/compare/seen-entry.ts';
import type { Random } from '../../../../proof/fuzz/random.ts';
import { binaryNumber, buildEntry, gnuLong, pax, type TarPlan } from './build-tar.ts';
import { gzipMember } from './gzip-member.ts';

/** A tar archive, or one in gzip data, that an ordinary tool could have made, and what every reader should see in it. */
interface OrdinaryTar {
  bytes: Buffer;
  format: Format;
  entries: SeenEntry[];
}

type Format = 'ustar' | 'pax' | 'gnu' | 'v7';

interface Made {
  plans: TarPlan[];
  seen: SeenEntry;
}

const MAGIC: Readonly<Record<Format, string>> = {
  ustar: 'ustar\x0000',
  pax: 'ustar\x0000',
  gnu: 'ustar  \0',
  v7: '\0'.repeat(8),
};
const NAMES = ['a.txt', 'A.txt', 'Icon\r', '...', 'a:b', 'con', 'é', 'e\u0301', '漢字', '\ufeffmark', 'read me'];
const FOLDERS = ['', '', 'folder/', 'Folder/', 'deep/er/'];
/** Too long for the field of a name, and parted where ustar parts it. */
const LONG = `${'n'.repeat(80)}/${'m'.repeat(60)}`;
const TARGETS = ['/etc/hosts', '../../outside', 'a.txt', 'nowhere', '../up/../down'];
const BLOCK = 512;
/** Of entries that have no content to be read. */
const NOTHING = hash('sha256', '');
/** In front of the epoch, as GNU tar writes it. */
const NEGATIVE = Buffer.concat([Buffer.alloc(4, 0xff), Buffer.from('fffffffffffffc18', 'hex')]);

/** Made at random; the same numbers make the same archive. */
export function generateTar(random: Random): OrdinaryTar {
  const format = random.pick(['ustar', 'pax', 'gnu', 'v7'] as const);
  const prefix = random.pick(['', '', './']);
  const made: Made[] = [];
  for (let count = random.below(7); count > 0; count--) made.push(makeEntry(random, format, prefix, made));
  const opening = made.length === 0 ? [] : openingOf(random, format, prefix);
  const plans = [...opening, ...made.flatMap((each) => each.plans)];
  const blocks = plans.map((plan) => buildEntry(vary({ magic: MAGIC[format], ...plan }, random, format)));
  const tar = padded(Buffer.concat(blocks), random);
  return { bytes: packed(tar, random), format, entries: made.map(({ seen }) => seen) };
}

/** What stands in front of the first entry and is not an entry itself. */
function openingOf(random: Random, format: Format, prefix: string): TarPlan[] {
  const label: TarPlan = { name: 'a label of the volume', flag: 'V' };
  const comment = pax({ comment: 'a'.repeat(40) }, 'g');
  const root: TarPlan = { name: './', flag: format === 'v7' ? '\0' : '5', mode: '0000755\0' };
  return [
    ...(format === 'gnu' && random.below(4) === 0 ? [label] : []),
    ...(format === 'pax' && random.below(4) === 0 ? [comment] : []),
    ...(prefix !== '' && random.below(2) === 0 ? [root] : []),
  ];
}

function makeEntry(random: Random, format: Format, prefix: string, before: readonly Made[]): Made {
  const index = before.length;
  // What `tar -r` appends has the path of an older version.
  if (index > 0 && random.below(8) === 0) return random.pick(before);
  const file = before.find(({ seen }) => seen.kind === 'file');
  const kinds = ['file', 'file', 'file', 'folder', 'link', ...(format === 'v7' ? [] : ['device'])];
  const kind = random.pick(file === undefined ? kinds : [...kinds, 'hard link']);
  const path = nameOf(random, index, kind, format);
  const name = prefix + path;
  const entry = (plan: TarPlan, seen: Omit<SeenEntry, 'path'>): Made => ({
    plans: withLongNames({ name, ...plan }, format),
    seen: { path: plainPath(path), ...seen },
  });
  if (kind === 'folder') return entry(folderPlan(name, random, format), { kind: 'directory', digest: NOTHING });
  if (kind === 'device') return entry({ flag: random.pick(['3', '4', '6']) }, { kind: 'other', digest: NOTHING });
  if (kind === 'hard link') {
    return entry({ flag: '1', target: prefix + (file?.seen.path ?? '') }, { kind: 'other', digest: NOTHING });
  }
  if (kind === 'link') {
    const target = random.pick(TARGETS);
    return entry({ flag: '2', target }, { kind: 'symlink', digest: hash('sha256', target) });
  }
  const content = Buffer.alloc(random.pick([0, 1, 512, 700, 40_000]), `${random.below(9999)} `);
  const flag = random.pick(format === 'v7' ? ['\0', '0'] : ['0', '0', '7']);
  return entry({ flag, content }, { kind: 'file', digest: hash('sha256', content) });
}

function folderPlan(name: string, random: Random, format: Format): TarPlan {
  const plan = { name: `${name}/`, mode: '0000755\0' };
  if (format === 'v7') return { ...plan, flag: '\0' };
  // GNU tar's incremental archives list in the content of a folder what was in it.
  if (format === 'gnu' && random.below(3) === 0) return { ...plan, flag: 'D', content: 'Ya.txt\0Nb\0\0' };
  return { ...plan, flag: '5', name: random.below(2) === 0 ? name : `${name}/` };
}

/** Files that differ only in case, or even are the same, come up; a folder and a file of one name do not. */
function nameOf(random: Random, index: number, kind: string, format: Format): string {
  const number = kind === 'file' && random.below(3) === 0 ? '' : index;
  const long = format !== 'v7' && random.below(6) === 0 ? `${LONG}/` : '';
  return `${long}${random.pick(FOLDERS)}${number}${random.pick(NAMES)}`;
}

/** Puts what is too long for its field where the format has it. */
function withLongNames(plan: TarPlan, format: Format): TarPlan[] {
  const name = String(plan.name);
  if (Buffer.byteLength(name) <= 100) return [plan];
  const short = { ...plan, name: name.slice(0, 60) };
  if (format === 'pax') return [pax({ path: name, mtime: '-1.5', 'SCHILY.xattr.user.a': 'b' }), short];
  if (format === 'gnu') return [{ ...gnuLong(name), magic: MAGIC.gnu }, short];
  const at = name.indexOf(LONG) + LONG.length;
  return [{ ...plan, prefix: name.slice(0, at), name: name.slice(at + 1) }];
}

/** Numbers in the forms that tars of all ages write; those that nothing depends on, odd ones too. */
function vary(plan: TarPlan, random: Random, format: Format): TarPlan {
  const size = Buffer.byteLength(plan.content ?? '');
  const octal = size.toString(8);
  const sizes = [octal.padStart(11, '0'), `${octal.padStart(11, ' ')} `, `${octal.padStart(10, '0')} \0`];
  const times = ['14524770600\0', '00000000000 ', '\0'.repeat(12), ' '.repeat(12), '14524770600 '];
  const gnu = format === 'gnu' ? { times: [...times, NEGATIVE], sizes: [...sizes, binaryNumber(BigInt(size))] } : {};
  return {
    ...plan,
    size: random.pick(gnu.sizes ?? sizes),
    modified: random.pick(gnu.times ?? times),
    owner: random.pick(['0000000\0', '  1750 \0', '\0'.repeat(8), '0001750 ']),
    signedChecksum: random.below(3) === 0,
  };
}

function padded(blocks: Buffer, random: Random): Buffer {
  const ended = blocks.length + 2 * BLOCK;
  const size = random.pick([ended, Math.ceil(ended / 10_240) * 10_240, ended + 7 * BLOCK]);
  return Buffer.concat([blocks, Buffer.alloc(size - blocks.length)]);
}

function packed(tar: Buffer, random: Random): Buffer {
  switch (random.below(6)) {
    case 0:
      return gzipSync(tar, { level: random.below(10) });
    case 1:
      return Buffer.concat([gzipSync(tar), Buffer.alloc(random.pick([1, 512, 5000]))]);
    case 2: {
      const middle = random.below(tar.length);
      return Buffer.concat([gzipSync(tar.subarray(0, middle)), gzipSync(tar.subarray(middle))]);
    }
    case 3:
      return gzipMember(tar, deflateRawSync(tar), { name: 'archive.tar', comment: 'made by hand', extra: 'xx' });
    default:
      return tar;
  }
}
