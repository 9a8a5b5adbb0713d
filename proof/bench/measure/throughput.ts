import { join } from 'node:path';
import { atMost } from '../goal.ts';
import type { Bench, Measurement } from '../measurement.ts';
import { type Spread, spread, spreadOfRatios } from '../statistics.ts';
import { type Jobs, type JobsRun, runJobs } from '../throughput/run-jobs.ts';
import { LATENCY } from '../workers/stage.ts';
import { bundleWorkers, JOBS_AT_ONCE, type StartWorker } from '../workers/workers.ts';

const POLL_EVERY_SECONDS = 2;
const [JOBS, QUICK_JOBS] = [200, 20];
const INPUT_BYTES = 5_000_000;
/** What the promises may cost in time, for jobs that do nothing and for jobs that move bytes. */
const [MAX_EMPTY, MAX_MOVING] = [2, 1];

export const throughput: Measurement = {
  name: 'throughput',
  title: `jobs that all wait at the start, ${JOBS_AT_ONCE} at a time, beside a plain worker that promises nothing`,
  async measure(bench) {
    const { ours, plain } = await bundleWorkers(join(bench.scratch, 'workers'));
    const workers = { ours: ours({ pollEvery: POLL_EVERY_SECONDS }), plain: plain(POLL_EVERY_SECONDS) };
    const number = bench.quick ? QUICK_JOBS : JOBS;
    const empty = await compare(bench, workers, { provider: 'Nothing', number });
    const moving = await compare(bench, workers, {
      provider: 'Move',
      number,
      input: await bench.corpora.input(INPUT_BYTES),
    });
    return {
      figures: [],
      table: {
        columns: ['jobs a second', 'seconds', 'peak MiB of all its processes', 'times as long as the plain worker'],
        rows: [...rowsOf('empty', empty), ...rowsOf('5 MB', moving)],
      },
      facts: {
        'jobs of each kind': number,
        'milliseconds that each call to CodePipeline, S3, SQS and DynamoDB takes longer than on this machine': LATENCY,
        'seconds between two polls': POLL_EVERY_SECONDS,
      },
      goals: [
        atMost('G15', 'time for empty jobs, in that of the plain worker', [empty.ratio.median, MAX_EMPTY], ' ×'),
        atMost('G15', 'time for jobs that move 5 MB', [moving.ratio.median, MAX_MOVING], ' ×'),
      ],
      skipped: [],
    };
  },
};

interface Compared {
  number: number;
  ours: JobsRun[];
  plain: JobsRun[];
  ratio: Spread;
}

async function compare(
  { runs, scratch, tell }: Bench,
  workers: { ours: StartWorker; plain: StartWorker },
  jobs: Jobs,
): Promise<Compared> {
  const taken: Record<keyof typeof workers, JobsRun[]> = { ours: [], plain: [] };
  for (let round = 1; round <= runs; round++) {
    for (const name of ['ours', 'plain'] as const) {
      tell(`${jobs.number} × ${jobs.provider}, round ${round} of ${runs}: ${name}`);
      taken[name].push(await runJobs(join(scratch, `${jobs.provider}-${name}-${round}`), jobs, workers[name]));
    }
  }
  return { number: jobs.number, ...taken, ratio: spreadOfRatios(secondsOf(taken.ours), secondsOf(taken.plain)) };
}

const secondsOf = (runs: readonly JobsRun[]) => runs.map(({ seconds }) => seconds);

function rowsOf(what: string, { number, ours, plain, ratio }: Compared) {
  const row = (name: string, runs: readonly JobsRun[], times: number) => {
    const seconds = spread(secondsOf(runs)).median;
    const peak = Math.max(...runs.map(({ peakMib = Number.NaN }) => peakMib));
    const cells = [number / seconds, seconds, peak, times].map((value) => Number(value.toPrecision(3)));
    return { name: `${what}: ${name}`, cells };
  };
  return [row('ours', ours, ratio.median), row('plain worker', plain, 1)];
}
