import type { Figure } from '../../../proof/bench/measurement.ts';
import type { BenchReport, ReportedFinding } from '../../../proof/bench/report.ts';

const MIB = 1024 ** 2;

/** A figure of two seconds. */
export const figure = (name: string, more: Partial<Figure> = {}): Figure => ({
  ...{ name, megabytesPerSecond: 50, seconds: { median: 2, least: 1, most: 3 }, cpuSeconds: 1.5 },
  ...{ peakMib: 120, ratio: undefined },
  ...more,
});

export const finding = (more: Partial<ReportedFinding> = {}): ReportedFinding => ({
  ...{ name: 'read', title: 'read everything', loadBefore: 0, tookSeconds: 1 },
  ...{ figures: [], facts: {}, goals: [], skipped: [] },
  ...more,
});

export const report = (...findings: ReportedFinding[]): BenchReport => ({
  date: '2026-11-25T10:00:00.000Z',
  command: 'npm run bench -- --runs 5',
  machine: { node: '24.0.0', platform: 'linux', architecture: 'x64', processor: 'Example CPU', cores: 2 },
  ...{ runs: 5, quick: false, findings },
});

/** The measurement that is drawn: two sizes, the smaller one with a peer. */
export const sizes = (): ReportedFinding =>
  finding({
    name: 'artifact-size',
    figures: [
      figure('10 MiB', { artifact: { bytes: 10 * MIB, tool: 'ours' } }),
      figure('10 MiB, zipper', { artifact: { bytes: 10 * MIB, tool: 'zipper' } }),
      figure('5120 MiB', { artifact: { bytes: 5120 * MIB, tool: 'ours' }, peakMib: 180 }),
    ],
  });
