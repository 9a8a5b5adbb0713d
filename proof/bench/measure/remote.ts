import { nodeContestant } from '../contestant.ts';
import type { Corpora, Corpus } from '../corpus/corpora.ts';
import { describeCorpus } from '../corpus/corpora.ts';
import { atLeast, atMost } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { OURS, race } from '../race.ts';
import type { ProcessRun } from '../run-process.ts';
import { startStore } from '../started-store.ts';
import { spread } from '../statistics.ts';

const PEER = 'download, then yauzl';
const DELAY_MILLISECONDS = 20;
const WINDOW_BYTES = 8 * 1024 * 1024;
/** Requests beside the windows: the end of the archive, and its directory. */
const FURTHER_REQUESTS = 3;

const remote = (
  name: string,
  title: string,
  choose: (corpora: Corpora) => Promise<Corpus>,
  least: number | undefined,
): Measurement => ({
  name,
  title: `read every entry out of S3, ${DELAY_MILLISECONDS} ms a request: ${title}`,
  async measure(bench) {
    const corpus = await choose(bench.corpora);
    await using store = await startStore(bench.scratch, DELAY_MILLISECONDS);
    await store.seed(corpus.zip);
    const requests = new Map<string, number>();
    const { figures, ratio, runsOf } = await race(bench, {
      contestants: [
        nodeContestant(OURS, 'remote-ours.ts', store.input),
        nodeContestant(PEER, 'remote-download-yauzl.ts', store.input),
      ],
      bytes: corpus.bytes,
      async digest({ said }: ProcessRun, _target, contestant) {
        requests.set(contestant, store.proxy.takeCalls().length);
        return said['digest'];
      },
    });
    const most = Math.ceil(corpus.zipBytes / WINDOW_BYTES) + FURTHER_REQUESTS;
    // In the median: the first to read a file may have the time written down with it.
    const written = spread(runsOf(OURS).map(({ bytesWritten = Number.NaN }) => bytesWritten)).median;
    const goals = [
      atMost('G8', 'requests', [requests.get(OURS) ?? Number.NaN, most]),
      ...(least === undefined ? [] : [atLeast('G8', PEER, least, ratio(PEER))]),
      atMost('G8', 'written to files', [written, 0], ' bytes'),
    ];
    return { figures, facts: describeCorpus(corpus), goals, skipped: [] };
  },
});

export const remoteManySmall = remote('remote-many-small', 'many small files', (corpora) => corpora.manySmall(), 4);
/** Without a goal for the speed: a store on this machine sends a large archive far faster than S3 does. */
export const remoteFewLarge = remote('remote-few-large', 'few large', (corpora) => corpora.fewLarge(), undefined);
