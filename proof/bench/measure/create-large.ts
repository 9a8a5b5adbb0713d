import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { raceCreators, ZIP } from './create.ts';

export const createLarge: Measurement = {
  name: 'create-large',
  title: 'create an archive of two large files',
  async measure(bench) {
    const corpus = await bench.corpora.twoLarge();
    const { figures, ratio, skipped } = await raceCreators(bench, corpus);
    const goals = [atLeast('G6', 'archiver', 2.3, ratio('archiver')), atLeast('G6', ZIP, 2, ratio(ZIP))];
    return { figures, facts: describeCorpus(corpus), goals, skipped };
  },
};
