import { join } from 'node:path';
import { atMost } from '../goal.ts';
import type { Bench, Measurement } from '../measurement.ts';
import { type Compared, compared, comparedColumns, comparedRows } from '../throughput/compared.ts';
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
        columns: comparedColumns,
        rows: [...comparedRows('empty', empty), ...comparedRows('5 MB', moving)],
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
  return compared(jobs.number, taken);
}
