import type { Table } from '../measurement.ts';
import { type Spread, spread, spreadOfRatios } from '../statistics.ts';
import type { JobsRun } from './run-jobs.ts';

/** The runs of two workers with jobs of one kind, each of ours beside the one of the plain worker that followed it. */
export interface Compared {
  /** Of jobs in a run. */
  number: number;
  ours: readonly JobsRun[];
  plain: readonly JobsRun[];
  /** The time of ours in that of the plain worker. */
  ratio: Spread;
}

/** Sets the runs of two workers beside each other. @param number Of jobs in each run. */
export function compared(number: number, runs: Pick<Compared, 'ours' | 'plain'>): Compared {
  const [ours, plain] = [runs.ours, runs.plain].map((some) => some.map(({ seconds }) => seconds));
  return { number, ...runs, ratio: spreadOfRatios(ours ?? [], plain ?? []) };
}

/** What each cell of a row says. */
export const comparedColumns = [
  'jobs a second',
  'seconds',
  'peak MiB of all its processes',
  'CPU ms a job, worker',
  'CPU ms a job, services',
  'times as long as the plain worker',
];

/** A row for each worker: medians, except for the peak, which is the highest. */
export function comparedRows(what: string, { number, ours, plain, ratio }: Compared): Table['rows'] {
  const row = (name: string, runs: readonly JobsRun[], times: number) => {
    const median = (of: (run: JobsRun) => number) => spread(runs.map(of)).median;
    const seconds = median((run) => run.seconds);
    const peak = Math.max(...runs.map(({ usage }) => usage?.peakMib ?? Number.NaN));
    const perJob = [
      median(({ usage }) => usage?.cpuSeconds ?? Number.NaN),
      median(({ servicesCpuSeconds }) => servicesCpuSeconds),
    ].map((cpuSeconds) => (cpuSeconds * 1000) / number);
    const cells = [number / seconds, seconds, peak, ...perJob, times].map((value) => Number(value.toPrecision(3)));
    return { name: `${what}: ${name}`, cells };
  };
  return [row('ours', ours, ratio.median), row('plain worker', plain, 1)];
}
