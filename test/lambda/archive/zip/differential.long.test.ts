import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../../proof/fuzz/random.ts';
import { hasCommand } from '../../../has-command.ts';
import { type ExpectedEntry, generateArchive, type Rarities } from './generate-archive.ts';
import { arriving, readAll, writeZip } from './read-all.ts';
import { readWithPython, UNPACKING, unpackWith } from './read-with-others.ts';

const ARCHIVES = 1_000;
/** Those tools take a process for each archive. */
const UNPACKED = 100;
const EVERYTHING: Rarities = { oldNames: true, descriptors: true };
const hasPython = hasCommand('python3', '--version');

const generate = (seed: number, count: number, rare: Rarities) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => generateArchive(random, rare));
};

async function readWithOurs(zip: Buffer): Promise<ExpectedEntry[]> {
  return (await readAll(zip)).map(({ path, type, content }) => ({
    name: type === 'directory' ? `${path}/` : path,
    digest: hash('sha256', content),
  }));
}

/** In one order, with letters composed as bsdtar does, and with the folders that names go through and archives need not list. */
function withFolders(entries: readonly ExpectedEntry[]): ExpectedEntry[] {
  const all = new Map(entries.map(({ name, digest }) => [name, digest]));
  for (const { name } of entries) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      all.set(name.slice(0, at + 1), hash('sha256', ''));
    }
  }
  return [...all]
    .map(([name, digest]) => ({ name: name.normalize(), digest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe('a valid archive made at random', () => {
  it('is read as what was put into it, 1,000 times', async () => {
    for (const { zip, entries } of generate(1, ARCHIVES, EVERYTHING)) expect(await readWithOurs(zip)).toEqual(entries);
  });

  it.skipIf(!hasPython)("is read alike by Python's zipfile, 1,000 times (skipped where there is none)", async () => {
    const archives = generate(2, ARCHIVES, EVERYTHING);

    const theirs = await readWithPython(archives.map(({ zip }) => zip));

    for (const [index, { zip }] of archives.entries()) expect(await readWithOurs(zip)).toEqual(theirs[index]);
  });

  it.for(Object.keys(UNPACKING) as (keyof typeof UNPACKING)[])(
    'is read alike by %s, 100 times (skipped where there is none)',
    async (tool, { skip }) => {
      if (!hasCommand(tool, tool === 'unzip' ? '-v' : '--version')) skip(`${tool} is not installed`);
      const archives = generate(3, UNPACKED, { oldNames: false, descriptors: tool !== 'unzip' }).filter(
        ({ entries }) => entries.length > 0,
      );

      const theirs = await unpackWith(
        tool,
        archives.map(({ zip }) => zip),
      );

      for (const [index, { zip }] of archives.entries()) {
        expect(withFolders(theirs[index] ?? [])).toEqual(withFolders(await readWithOurs(zip)));
      }
    },
  );
});

describe('an archive that the writer made of entries at random', () => {
  it.skipIf(!hasPython)("is read alike by Python's zipfile, 1,000 times (skipped where there is none)", async () => {
    const random = createRandom(4);
    const zips: Buffer[] = [];
    for (let index = 0; index < ARCHIVES; index++) zips.push(await writeAtRandom(random));

    const theirs = await readWithPython(zips);

    for (const [index, zip] of zips.entries()) expect(theirs[index]).toEqual(await readWithOurs(zip));
  });
});

function writeAtRandom(random: Random): Promise<Buffer> {
  return writeZip(async (archive) => {
    for (let index = random.below(7); index > 0; index--) {
      const path = `${random.pick(['', 'folder/', 'é/漢/'])}${index}-${random.pick(['a b', 'ß', '🙂'])}`;
      const content = Buffer.alloc(random.below(random.pick([2, 300, 20_000])), `${random.below(99_999)} `);
      if (random.below(6) === 0) await archive.write(`${path}/`, '');
      else await archive.write(path, random.below(2) === 0 ? content : arriving(content));
    }
  });
}
