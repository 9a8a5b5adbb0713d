import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSource } from '../../lambda/zip/bytes.ts';
import { openArchive } from '../../lambda/zip/open-archive.ts';
import { atMost, holds } from '../goal.ts';
import type { Bench, Figure, Measurement } from '../measurement.ts';
import { marked, USAGE } from '../pipeline/actions.ts';
import { startWorker } from '../pipeline/started-worker.ts';
import { spread } from '../statistics.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const MOST_MIB = 256;
const MOST_GROWTH = 1.1;

export const pipelineMemory: Measurement = {
  name: 'pipeline-memory',
  title: 'memory of a worker that turns an input artifact into an output artifact of the same size',
  async measure(bench) {
    const [small, large] = bench.quick ? [0.05 * GIB, 0.2 * GIB] : [1 * GIB, 4.6 * GIB];
    const figures = [await runOnce(bench, small), await runOnce(bench, large)];
    const [least = Number.NaN, most = Number.NaN] = figures.map(({ peakMib }) => peakMib);
    const goals = [
      atMost('G10', 'peak memory, large', MOST_MIB, most, ' MiB'),
      holds('G10', `large ≤ ${MOST_GROWTH} × small`, most <= MOST_GROWTH * least, `${(most / least).toFixed(2)} ×`),
    ];
    return { figures, facts: {}, goals, skipped: [] };
  },
};

/** One job in a new worker. @throws Error when its output is not the changed input. */
async function runOnce({ corpora, scratch, tell }: Bench, archiveBytes: number): Promise<Figure> {
  const zip = await corpora.input(archiveBytes);
  const name = `input of ${Math.round((await stat(zip)).size / MIB)} MiB`;
  tell(name);
  await using worker = await startWorker(join(scratch, name));
  const started = performance.now();
  const job = await worker.runJob(zip);
  const seconds = (performance.now() - started) / 1000;
  const usage = worker
    .takeLines()
    .map(readUsage)
    .find((found) => found !== undefined);
  if (usage === undefined) throw new Error('The worker did not log what it used');
  tell(`${name}: comparing`);
  const bytes = await compareContents(zip, job.outputArtifacts[0]?.path ?? '');
  return { name, megabytesPerSecond: bytes / 1e6 / seconds, seconds: spread([seconds]), ...usage, ratio: undefined };
}

/** What the action logged last. */
function readUsage(line: string): Pick<Figure, 'cpuSeconds' | 'peakMib'> | undefined {
  const { message, cpuSeconds, peakMib } = line.startsWith('{') ? JSON.parse(line) : {};
  return message === USAGE ? { cpuSeconds, peakMib } : undefined;
}

/** @returns the bytes of the input when uncompressed. */
async function compareContents(input: string, output: string): Promise<number> {
  const [from, to] = [fileSource(input), fileSource(output)];
  const written = openArchive(to).entries()[Symbol.asyncIterator]();
  let bytes = 0;
  for await (const entry of openArchive(from).entries()) {
    const { value: copy } = await written.next();
    const isSame = copy?.path === entry.path && (await digest(copy.stream())) === (await digest(marked(entry)));
    if (!isSame) throw new Error(`The output artifact has something else in place of ${entry.path}`);
    bytes += entry.size;
  }
  if (!(await written.next()).done) throw new Error('The output artifact has more entries than the input');
  await Promise.all([from.close(), to.close()]);
  return bytes;
}

async function digest(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}
