import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeContestant, present, shellContestant } from '../contestant.ts';
import { describeCorpus } from '../corpus/corpora.ts';
import { digestTree } from '../digest-tree.ts';
import { atLeast } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS, race } from '../race.ts';

/** Where there is one, a file system in memory: on a disk all of them would mostly wait for it. */
const MEMORY = '/dev/shm';

export const extract: Measurement = {
  name: 'extract',
  title: 'extract many small files to a folder',
  async measure(bench) {
    const corpus = await bench.corpora.manySmall();
    const { zip, bytes } = corpus;
    const { contestants, skipped } = present(
      nodeContestant(OURS, 'extract-ours.ts', zip),
      nodeContestant('yauzl', 'extract-yauzl.ts', zip),
      nodeContestant('extract-zip', 'extract-extract-zip.ts', zip),
      nodeContestant('adm-zip', 'extract-adm-zip.ts', zip),
      { ...shellContestant('unzip', 'unzip -q "$1" -d "$target"', zip), program: 'unzip' },
      { ...shellContestant('bsdtar', 'mkdir "$target"; bsdtar -xf "$1" -C "$target"', zip), program: 'bsdtar' },
    );
    const scratch = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : bench.scratch, 'bench-'));
    const digest = (_run: unknown, target: string) => digestTree(target);
    const { figures, ratio } = await race({ ...bench, scratch }, { contestants, bytes, digest }).finally(() =>
      rm(scratch, { recursive: true }),
    );
    const goals = [atLeast('G4', 'yauzl', 7, ratio('yauzl')), atLeast('G4', 'unzip', 0.9, ratio('unzip'))];
    return { figures, facts: { ...describeCorpus(corpus), 'extracted to': dirname(scratch) }, goals, skipped };
  },
};
