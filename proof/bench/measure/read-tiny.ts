import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast, atMost } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS } from '../race.ts';
import { ADM_ZIP, BSDTAR, PYTHON, raceReaders, YAUZL } from './read.ts';

export const readTiny: Measurement = {
  name: 'read-tiny',
  title: 'read every entry with CRC-32 and SHA-256: files of one line',
  async measure(bench) {
    const corpus = await bench.corpora.tiny();
    const { figures, skipped, ratio, peakMib } = await raceReaders(bench, corpus, [YAUZL, ADM_ZIP, BSDTAR, PYTHON]);
    const goals = [atLeast('G3', YAUZL, 20, ratio(YAUZL)), atMost('G3', 'peak memory', [peakMib(OURS), 150], ' MiB')];
    return { figures, facts: describeCorpus(corpus), goals, skipped };
  },
};
