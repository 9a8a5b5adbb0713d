import type { ChaosOptions } from './chaos-options.ts';
import type { RunFigures } from './judge-runs.ts';
import type { Result } from './rehearse.ts';
import type { Timing } from './timing.ts';

/** The figures of one rehearsal. Times are milliseconds. */
export interface Row {
  fault: string;
  jobs: number;
  /** Calls that the fault struck. */
  strikes: number;
  kills: number;
  /** Runs of actions: those that were started, that came to an end, and that their process did not outlive. */
  runs: RunFigures;
  /** Kills whose work another process took up; for the others nothing was left to do. */
  recovered: number;
  medianRecovery: number | undefined;
  longestRecovery: number | undefined;
  violations: number;
  milliseconds: number;
}

export function summarise({ script, strikes, kills, runs, recoveries, violations, milliseconds }: Result): Row {
  const times = recoveries.filter((time) => time !== undefined).sort((a, b) => a - b);
  return {
    fault: script.faults.join(', ') || 'kills alone',
    jobs: script.cast.length,
    strikes,
    kills: kills.length,
    runs,
    recovered: times.length,
    medianRecovery: times[Math.floor(times.length / 2)],
    longestRecovery: times.at(-1),
    violations: violations.length,
    milliseconds,
  };
}

const HEADINGS = [
  'fault',
  'jobs',
  'runs',
  'cut short',
  'strikes',
  'kills',
  'taken up',
  'median',
  'longest',
  'violations',
];

/** The rows as lines of aligned columns. */
export function formatTable(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => [
    ...[row.fault, String(row.jobs), String(row.runs.started), String(row.runs.cutShort)],
    ...[String(row.strikes), String(row.kills), String(row.recovered)],
    ...[seconds(row.medianRecovery), seconds(row.longestRecovery), String(row.violations)],
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  return [HEADINGS, ...cells].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

const seconds = (milliseconds: number | undefined) =>
  milliseconds === undefined ? '–' : `${(milliseconds / 1000).toFixed(1)} s`;

/** What the figures were measured under. */
export const describeTiming = (
  { leaseSeconds, visibilitySeconds, settings }: Timing,
  { workers, seed }: ChaosOptions,
) =>
  `Seed ${seed}, ${workers} workers at once, leases of ${leaseSeconds} seconds, messages hidden for ${visibilitySeconds} ` +
  `until their worker hides them, unacknowledged jobs offered again after ${settings.redeliverySeconds}.`;

/** How to see a failure again, and what came of it. */
export function describeFailure({ script, violations }: Result): string[] {
  const kills =
    typeof script.kills === 'string'
      ? [script.kills]
      : script.kills.map(({ point, index }) => `${point}${index === undefined ? '' : ` of job ${index}`}`);
  return [
    ...violations.map((violation) => `  ✗ ${violation}`),
    `    seed ${script.seed}; faults: ${script.faults.join(', ') || 'none'}`,
    `    jobs: ${script.cast.map(({ index, name }) => `${index} (${name})`).join(', ')}`,
    `    kills: ${kills.join('; ') || 'none'}`,
  ];
}
