import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast, holds } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS } from '../race.ts';
import { type Creation, raceCreators, ZIP } from './create.ts';

/** How much larger than what `zip` makes an archive may be. */
const SIZE_FACTOR = 1.01;

export const createManySmall: Measurement = {
  name: 'create-many-small',
  title: 'create an archive of many small files',
  async measure(bench) {
    const corpus = await bench.corpora.manySmall();
    const creation = await raceCreators(bench, corpus);
    const { figures, ratio, skipped } = creation;
    const goals = [
      atLeast('G5', 'archiver', 3, ratio('archiver')),
      atLeast('G5', 'yazl', 2, ratio('yazl')),
      atLeast('G5', ZIP, 0.9, ratio(ZIP)),
      compareSizes(creation),
    ];
    return { figures, facts: describeCorpus(corpus), goals, skipped };
  },
};

function compareSizes({ sizeOf }: Creation) {
  const [ours, theirs] = [sizeOf(OURS), sizeOf(ZIP)];
  const factor = ours === undefined || theirs === undefined ? undefined : ours / theirs;
  const measured = factor === undefined ? 'not measured: zip is missing' : `${factor.toFixed(4)} ×`;
  return holds(
    'G5',
    `size ≤ ${SIZE_FACTOR} × ${ZIP}`,
    factor === undefined ? undefined : factor <= SIZE_FACTOR,
    measured,
  );
}
