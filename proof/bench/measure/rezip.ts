import { nodeContestant } from '../contestant.ts';
import { describeCorpus } from '../corpus/corpora.ts';
import { digestArchive } from '../digest-tree.ts';
import { atLeast, atMost } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS, race } from '../race.ts';

const PEER = 'yauzl + yazl';

export const rezip: Measurement = {
  name: 'rezip',
  title: 'zip to zip, every hundredth file replaced',
  async measure(bench) {
    const corpus = await bench.corpora.manySmall();
    const { zip, bytes } = corpus;
    const contestants = [
      nodeContestant(OURS, 'rezip-ours.ts', zip),
      nodeContestant(PEER, 'rezip-yauzl-yazl.ts', zip),
      nodeContestant('adm-zip', 'rezip-adm-zip.ts', zip),
    ];
    const digest = (_run: unknown, target: string) => digestArchive(target);
    const { figures, ratio, peakMib } = await race(bench, { contestants, bytes, digest });
    const goals = [atLeast('G7', PEER, 15, ratio(PEER)), atMost('G7', 'peak memory', [peakMib(OURS), 150], ' MiB')];
    return { figures, facts: describeCorpus(corpus), goals, skipped: [] };
  },
};
