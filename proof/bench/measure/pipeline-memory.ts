import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost, holds } from '../goal.ts';
import type { Bench, Figure, Measurement } from '../measurement.ts';
import { transformArtifact } from '../pipeline/transform-artifact.ts';
import { spread } from '../statistics.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const MAX_GROWTH = 1.1;

/** What a worker may hold, whatever the size of the artifact. */
export const MAX_MIB = 256;

export const pipelineMemory: Measurement = {
  name: 'pipeline-memory',
  title: 'memory of a worker that turns an input artifact into an output artifact of the same size',
  async measure(bench) {
    const [small, large] = bench.quick ? [0.05 * GIB, 0.2 * GIB] : [1 * GIB, 4.6 * GIB];
    const figures = [await runOnce(bench, small), await runOnce(bench, large)];
    const [least = Number.NaN, most = Number.NaN] = figures.map(({ peakMib }) => peakMib);
    const goals = [
      atMost('G10', 'peak memory, large', [most, MAX_MIB], ' MiB'),
      holds('G10', `large ≤ ${MAX_GROWTH} × small`, most <= MAX_GROWTH * least, `${(most / least).toFixed(2)} ×`),
    ];
    return { figures, facts: {}, goals, skipped: [] };
  },
};

/** One job in a new worker. */
async function runOnce({ corpora, scratch, tell }: Bench, archiveBytes: number): Promise<Figure> {
  const zip = await corpora.input(archiveBytes);
  tell(`input of about ${Math.round(archiveBytes / MIB)} MiB`);
  const folder = join(scratch, 'worker');
  const { seconds, cpuSeconds, peakMib, artifactBytes, contentBytes } = await transformArtifact(zip, folder);
  await rm(folder, { recursive: true });
  return {
    name: `input of ${Math.round(artifactBytes / MIB)} MiB`,
    megabytesPerSecond: contentBytes / 1e6 / seconds,
    seconds: spread([seconds]),
    ...{ cpuSeconds, peakMib, ratio: undefined },
  };
}
