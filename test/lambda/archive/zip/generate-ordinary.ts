import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { plainPath, type SeenEntry } from '../../../../proof/bench/compare/seen-entry.ts';
import type { Random } from '../../../../proof/fuzz/random.ts';
import { buildZip, type EntryPlan, extraField, pack } from './build-zip.ts';
import { type Maker, pickMaker } from './ordinary-makers.ts';

/** An archive that an ordinary tool could have made, and what every reader should see in it. */
interface OrdinaryArchive {
  bytes: Buffer;
  maker: string;
  entries: SeenEntry[];
}

interface Made {
  plan: EntryPlan;
  seen: SeenEntry;
}

const UTF8 = 0x800;
const DESCRIPTOR = 8;
const NAMES = [
  'a.txt',
  'A.txt',
  'Icon\r',
  '...',
  'a:b',
  'con',
  'read me',
  '-',
  'é',
  'e\u0301',
  '漢字',
  'x'.repeat(200),
];
const FOLDERS = ['', '', 'folder/', 'Folder/', 'META-INF/deep/er/'];
/** Names in Shift_JIS, the second byte of each a backslash, as readers that know only code page 437 see them. */
const SHIFT_JIS: [bytes: Buffer, shown: string][] = [
  [Buffer.from('955c2e747874', 'hex'), 'ò\\.txt'],
  [Buffer.from('835c8149', 'hex'), 'â\\üI'],
];
const TARGETS = ['/etc/hosts', '../../outside', 'a.txt', 'nowhere', '../up/../down'];
const ENDINGS = ['', '', '', '\n', '\r\n', '\0'.repeat(512)];

/** Made at random; the same numbers make the same archive. @param legacyNames Whether names in Shift_JIS may come up. */
export function generateOrdinaryZip(random: Random, legacyNames: boolean): OrdinaryArchive {
  const maker = { ...pickMaker(random), legacyNames };
  const made: Made[] = [];
  for (let count = 1 + random.below(6); count > 0; count--) made.push(makeEntry(random, maker, made));
  const comment = random.below(4) === 0 ? Buffer.from('made by hand') : Buffer.alloc(0);
  const after = comment.length === 0 ? Buffer.from(random.pick(ENDINGS)) : Buffer.alloc(0);
  const zip64 = random.below(6) === 0 ? { zip64: {} } : {};
  const plans = made.map(({ plan }) => plan);
  return {
    bytes: buildZip(plans, { comment, after, ...zip64 }),
    maker: maker.name,
    entries: made.map(({ seen }) => seen),
  };
}

type Naming = Maker & { legacyNames: boolean };

function makeEntry(random: Random, maker: Naming, before: readonly Made[]): Made {
  // Tools that append to an archive, or merge several, repeat a path, be its content the same or not.
  const twin = before.length > 0 && random.below(8) === 0 ? random.pick(before) : undefined;
  if (twin !== undefined) return random.below(2) === 0 ? twin : withContent(twin, random);
  const kind = random.pick(['file', 'file', 'file', 'folder', ...(maker.modes.link === undefined ? [] : ['link'])]);
  if (kind === 'folder') return makeFolder(random, maker, before.length);
  if (kind === 'link') return makeLink(random, maker, before.length);
  return makeFile(random, maker, before.length);
}

function makeFile(random: Random, maker: Naming, index: number): Made {
  const content = Buffer.alloc(random.pick([0, 1, 300, 40_000]), `${random.below(9999)} `);
  const { name, path, flags } = nameOf(random, maker, index, '');
  const mode = random.pick(maker.modes.file);
  const plan = { name, flags, content, mode, madeBy: maker.madeBy, extra: extraOf(random) };
  return { plan: varyHeader(plan, random), seen: { path, kind: 'file', digest: hash('sha256', content) } };
}

function makeFolder(random: Random, maker: Naming, index: number): Made {
  const { name, path, flags } = nameOf(random, maker, index, maker.separator);
  const plan: EntryPlan = {
    ...{ name, flags, madeBy: maker.madeBy, method: random.pick([0, 8]) },
    mode: random.pick(maker.modes.folder),
    attributes: maker.folderAttributes,
    extra: extraOf(random),
  };
  return { plan, seen: { path, kind: 'directory', digest: hash('sha256', '') } };
}

function makeLink(random: Random, maker: Naming, index: number): Made {
  const target = random.pick(TARGETS);
  const { name, path, flags } = nameOf(random, maker, index, '');
  const plan = { name, flags, content: target, method: 0, mode: maker.modes.link ?? 0, madeBy: maker.madeBy };
  return { plan, seen: { path, kind: 'symlink', digest: hash('sha256', target) } };
}

/** Another version of the same file. */
function withContent({ plan, seen }: Made, random: Random): Made {
  if (seen.kind !== 'file') return { plan, seen };
  const content = Buffer.from(`newer ${random.below(99)}`);
  const { name = '', flags = 0, mode = 0, madeBy = 0 } = plan;
  return {
    plan: { name, flags: flags & ~DESCRIPTOR, mode, madeBy, content },
    seen: { ...seen, digest: hash('sha256', content) },
  };
}

/** The number keeps entries from lying in one another's place; twins are made on purpose. */
function nameOf(random: Random, maker: Naming, index: number, ending: string) {
  if (maker.legacyNames && maker.prefix === '' && random.below(8) === 0) {
    const [bytes, shown] = random.pick(SHIFT_JIS);
    // A name in bytes of its own has no folder: what would separate it is one of those bytes.
    const name = Buffer.concat([Buffer.from(`${index}`), bytes, Buffer.from(ending === '' ? '' : '/')]);
    return { name, path: `${index}${shown}`, flags: 0 };
  }
  // Files that differ only in case, or even are the same, come up; a folder and a file of one name do not.
  const number = ending === '' && random.below(3) === 0 ? '' : index;
  const path = `${random.pick(FOLDERS)}${number}${random.pick(NAMES)}`;
  const name = `${maker.prefix}${path}`.replaceAll('/', maker.separator) + ending;
  const isPlain = /^[ -~\r]*$/.test(name);
  return { name, path: plainPath(path), flags: isPlain && random.below(2) === 0 ? 0 : UTF8 };
}

/** Fields that tools add: times, owners, alignment, and jar's mark. */
function extraOf(random: Random): Buffer {
  const fields = [
    extraField(0x5455, Buffer.from('0300000000ffffffff', 'hex')),
    extraField(0x7875, Buffer.from('0104e803000004e8030000', 'hex')),
    extraField(0x000a, Buffer.alloc(32)),
    extraField(0xcafe, Buffer.alloc(0)),
    extraField(0xd935, Buffer.alloc(6)),
  ];
  return Buffer.concat(fields.filter(() => random.below(5) === 0));
}

/** What the local header says in another way than the directory, though it means the same. */
function varyHeader(plan: EntryPlan & { content: Buffer; flags: number }, random: Random): EntryPlan {
  const { content, flags } = plan;
  switch (random.below(8)) {
    case 0:
      return { ...plan, local: { flags: flags ^ 6 } };
    case 1:
      return { ...plan, local: { flags: flags | DESCRIPTOR } };
    case 2:
      return { ...plan, local: { extra: Buffer.alloc(1 + random.below(3)) } };
    case 3: {
      const sizes = pack([crc32(content), 4], [content.length, 4], [content.length, 4]);
      const signature = pack([0x08074b50, 4]);
      return {
        ...plan,
        method: 0,
        flags: flags | DESCRIPTOR,
        local: { crc: 0, size: 0, compressedSize: 0 },
        after: Buffer.concat([signature, sizes]),
      };
    }
    default:
      return plan;
  }
}
