import { expect, it } from 'vitest';
import { compared, comparedColumns, comparedRows } from '../../../../proof/bench/throughput/compared.ts';
import type { JobsRun } from '../../../../proof/bench/throughput/run-jobs.ts';

const runOf = (seconds: number, peakMib: number, cpuSeconds: number, servicesCpuSeconds: number): JobsRun => ({
  ...{ seconds, usage: { peakMib, cpuSeconds }, servicesCpuSeconds },
});

it('sets each run of ours beside the plain run that followed it, and tells the middle one', () => {
  const ours = [runOf(10, 900, 8, 2), runOf(30, 700, 9, 3), runOf(18, 800, 10, 4)];
  const plain = [runOf(5, 80, 1, 0.5), runOf(10, 90, 2, 1), runOf(2, 70, 3, 2)];

  const rows = comparedRows('empty', compared(100, { ours, plain }));

  expect(comparedColumns).toHaveLength(6);
  expect(rows).toEqual([
    { name: 'empty: ours', cells: [5.56, 18, 900, 90, 30, 3] },
    { name: 'empty: plain worker', cells: [20, 5, 90, 20, 10, 1] },
  ]);
});

it('tells no memory and no CPU time of processes that could not be looked up', () => {
  const run: JobsRun = { seconds: 4, usage: undefined, servicesCpuSeconds: 1 };

  const [row] = comparedRows('empty', compared(10, { ours: [run], plain: [run] }));

  expect(row?.cells).toEqual([2.5, 4, Number.NaN, Number.NaN, 100, 1]);
});
