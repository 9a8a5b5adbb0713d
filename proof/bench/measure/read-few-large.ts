import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast, atMost } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS } from '../race.ts';
import { BSDTAR, PYTHON, raceReaders, UNZIP, UNZIP_STREAM, YAUZL } from './read.ts';

export const readFewLarge: Measurement = {
  name: 'read-few-large',
  title: 'read every entry with CRC-32 and SHA-256: few large files',
  async measure(bench) {
    const corpus = await bench.corpora.fewLarge();
    const peers = [YAUZL, UNZIP_STREAM, UNZIP, BSDTAR, PYTHON];
    const { figures, skipped, ratio, peakMib } = await raceReaders(bench, corpus, peers);
    const goals = [
      atLeast('G2', YAUZL, 3.5, ratio(YAUZL)),
      atLeast('G2', UNZIP_STREAM, 1.8, ratio(UNZIP_STREAM)),
      atMost('G2', 'peak memory', [peakMib(OURS), 150], ' MiB'),
    ];
    return { figures, facts: describeCorpus(corpus), goals, skipped };
  },
};
