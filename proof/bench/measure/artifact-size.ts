import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeContestant } from '../contestant.ts';
import type { Bench, Figure, Measurement } from '../measurement.ts';
import { compareContents } from '../pipeline/compare-contents.ts';
import { type Transformed, transformArtifact } from '../pipeline/transform-artifact.ts';
import { OURS } from '../race.ts';
import { runProcess } from '../run-process.ts';
import { startStore } from '../started-store.ts';
import { spread, spreadOfRatios } from '../statistics.ts';

const MIB = 1024 ** 2;
const SIZES_MIB = [10, 32, 100, 320, 1024, 2048, 5120];
const QUICK_SIZES_MIB = [2, 8];
/** Above this one run says enough: what slows a part of it hardly shows in the whole. */
const SEVERAL_RUNS_UP_TO_MIB = 320;
/** Above this the peer would take several times as long as all the rest of this measurement. */
const PEER_UP_TO_MIB = 1024;
/** Downloads to a file first, then uploads with lib-storage while it writes. */
const PEER = 'yauzl + yazl';

export const artifactSize: Measurement = {
  name: 'artifact-size',
  title: 'memory and time of a job that changes every file of its input artifact, by the size of that artifact',
  async measure(bench) {
    const figures: Figure[] = [];
    for (const mib of bench.quick ? QUICK_SIZES_MIB : SIZES_MIB) figures.push(...(await measureSize(bench, mib)));
    const facts = { [`runs of each size above ${SEVERAL_RUNS_UP_TO_MIB} MiB`]: 1 };
    return { figures, facts, goals: [], skipped: [`${PEER} above ${PEER_UP_TO_MIB} MiB: takes too long`] };
  },
};

async function measureSize(bench: Bench, mib: number): Promise<Figure[]> {
  const zip = await bench.corpora.input(mib * MIB);
  const rounds = mib > SEVERAL_RUNS_UP_TO_MIB ? 1 : bench.runs;
  const samples: { ours: Transformed[]; peer: Transformed[] } = { ours: [], peer: [] };
  for (let round = 1; round <= rounds; round++) {
    bench.tell(`${mib} MiB, round ${round} of ${rounds}`);
    const folder = join(bench.scratch, 'run');
    const ours = await transformArtifact(zip, folder);
    await rm(folder, { recursive: true });
    samples.ours.push(ours);
    if (mib > PEER_UP_TO_MIB) continue;
    samples.peer.push(await transformByPeer(zip, folder, ours.artifactBytes));
    await rm(folder, { recursive: true });
  }
  const ours = summarize(mib, OURS, samples.ours);
  return samples.peer.length === 0 ? [ours] : [ours, summarize(mib, PEER, samples.peer, samples.ours)];
}

/** The same transfer and the same change, without a job around them. @throws Error when its output differs. */
async function transformByPeer(zip: string, folder: string, artifactBytes: number): Promise<Transformed> {
  await using store = await startStore(folder, 0);
  await store.seed(zip);
  const contestant = nodeContestant(PEER, 'transform-yauzl-yazl.ts', store.input, store.output);
  const { seconds, cpuSeconds, peakMib = Number.NaN } = await runProcess(contestant, join(folder, 'input.zip'));
  const output = await store.findOutput();
  const contentBytes = await compareContents(zip, output?.path ?? '');
  return { seconds, cpuSeconds, peakMib, artifactBytes, contentBytes };
}

function summarize(mib: number, tool: string, samples: readonly Transformed[], ours?: readonly Transformed[]): Figure {
  const seconds = spread(secondsOf(samples));
  const [{ artifactBytes, contentBytes } = { artifactBytes: Number.NaN, contentBytes: Number.NaN }] = samples;
  return {
    name: ours === undefined ? `${mib} MiB` : `${mib} MiB, ${tool}`,
    megabytesPerSecond: contentBytes / 1e6 / seconds.median,
    seconds,
    cpuSeconds: spread(samples.map(({ cpuSeconds }) => cpuSeconds)).median,
    peakMib: spread(samples.map(({ peakMib }) => peakMib)).most,
    ratio: ours && spreadOfRatios(secondsOf(samples), secondsOf(ours)),
    artifact: { bytes: artifactBytes, tool },
  };
}

const secondsOf = (samples: readonly Transformed[]) => samples.map(({ seconds }) => seconds);
