import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { readWithBsdtar } from '../../../../proof/bench/compare/read-with-bsdtar.ts';
import { readWithOurs } from '../../../../proof/bench/compare/read-with-ours.ts';
import { findDifferences, plainPath } from '../../../../proof/bench/compare/seen-entry.ts';
import { createRandom } from '../../../../proof/fuzz/random.ts';
import { hasCommand } from '../../../has-command.ts';
import { generateTar } from './generate-tar.ts';
import { readWithPython } from './read-with-python.ts';

const ARCHIVES = 1_000;
/** bsdtar takes a process for each archive. */
const WITH_BSDTAR = 100;

const generate = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => generateTar(random));
};

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ordinary-tar-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('a tar archive that an ordinary tool could have made', () => {
  it('is read as what was put into it, 1,000 times', async () => {
    for (const { bytes, format, entries } of generate(31, ARCHIVES)) {
      const ours = await readWithOurs(bufferSource(bytes));

      expect(findDifferences(ours, entries), format).toEqual([]);
    }
  });

  it.skipIf(!hasCommand('python3', '--version'))(
    "is read alike by Python's tarfile, 1,000 times (skipped where there is none)",
    async () => {
      const archives = generate(32, ARCHIVES);

      const theirs = await readWithPython(archives.map(({ bytes }) => bytes));

      for (const [index, { bytes, format }] of archives.entries()) {
        const python = (theirs[index] ?? []).map((entry) => ({ ...entry, path: plainPath(entry.path) }));
        const withoutRoot = python.filter(({ path }) => path !== '');
        expect(findDifferences(await readWithOurs(bufferSource(bytes)), withoutRoot), format).toEqual([]);
      }
    },
  );

  it.skipIf(!hasCommand('bsdtar', '--version'))(
    'is read alike by bsdtar, 100 times (skipped where there is none)',
    async () => {
      for (const { bytes, format } of generate(33, WITH_BSDTAR)) {
        const file = join(home, 'archive.tar');
        await writeFile(file, bytes);

        const [ours, theirs] = [await readWithOurs(bufferSource(bytes)), await readWithBsdtar(file)];

        expect(findDifferences(ours, theirs), format).toEqual([]);
      }
    },
  );
});
