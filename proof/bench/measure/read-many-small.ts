import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { ADM_ZIP, BSDTAR, PYTHON, raceReaders, UNZIP, UNZIP_STREAM, YAUZL } from './read.ts';

export const readManySmall: Measurement = {
  name: 'read-many-small',
  title: 'read every entry with CRC-32 and SHA-256: many small files',
  async measure(bench) {
    const corpus = await bench.corpora.manySmall();
    const peers = [YAUZL, UNZIP_STREAM, ADM_ZIP, UNZIP, BSDTAR, PYTHON];
    const { figures, skipped, ratio } = await raceReaders(bench, corpus, peers);
    const goals = [atLeast('G1', YAUZL, 5, ratio(YAUZL)), atLeast('G1', UNZIP, 1, ratio(UNZIP))];
    return { figures, facts: describeCorpus(corpus), goals, skipped };
  },
};
