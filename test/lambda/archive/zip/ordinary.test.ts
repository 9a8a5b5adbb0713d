import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { readWithBsdtar } from '../../../../proof/bench/compare/read-with-bsdtar.ts';
import { readWithOurs } from '../../../../proof/bench/compare/read-with-ours.ts';
import { findDifferences, plainPath } from '../../../../proof/bench/compare/seen-entry.ts';
import { createRandom } from '../../../../proof/fuzz/random.ts';
import { isAll } from '../../../few.ts';
import { hasCommand } from '../../../has-command.ts';
import { generateOrdinaryZip } from './generate-ordinary.ts';
import { readWithPython } from './read-with-others.ts';

const ARCHIVES = isAll ? 1_000 : 200;
/** bsdtar takes a process for each archive. */
const WITH_BSDTAR = isAll ? 100 : 20;

const generate = (seed: number, count: number, legacyNames: boolean) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => generateOrdinaryZip(random, legacyNames));
};

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ordinary-zip-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('a zip archive that an ordinary tool could have made', () => {
  it(`is read as what was put into it, ${ARCHIVES} times`, async () => {
    for (const { bytes, maker, entries } of generate(21, ARCHIVES, true)) {
      const ours = await readWithOurs(bufferSource(bytes));

      expect(findDifferences(ours, entries), maker).toEqual([]);
    }
  });

  it.skipIf(!hasCommand('python3', '--version'))(
    `is read alike by Python's zipfile, ${ARCHIVES} times (skipped where there is none)`,
    async () => {
      const archives = generate(22, ARCHIVES, true);

      const theirs = await readWithPython(archives.map(({ bytes }) => bytes));

      // Python leaves the backslashes of Windows as they are.
      const plain = (name: string) => plainPath(name.replaceAll('\\', '/'));
      for (const [index, { bytes, maker }] of archives.entries()) {
        const ours = (await readWithOurs(bufferSource(bytes))).map(({ path, digest }) => [plain(path), digest]);
        expect(ours, maker).toEqual(theirs[index]?.map(({ name, digest }) => [plain(name), digest]));
      }
    },
  );

  it.skipIf(!hasCommand('bsdtar', '--version'))(
    `is read alike by bsdtar, ${WITH_BSDTAR} times (skipped where there is none)`,
    async () => {
      for (const { bytes, maker } of generate(23, WITH_BSDTAR, false)) {
        const file = join(home, 'archive.zip');
        await writeFile(file, bytes);

        const [ours, theirs] = [await readWithOurs(bufferSource(bytes)), await readWithBsdtar(file)];

        expect(findDifferences(ours, theirs), maker).toEqual([]);
      }
    },
  );
});
