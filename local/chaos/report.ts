import { formatSeconds, numberLines } from '../../command/text.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { RunFigures } from './judge-runs.ts';
import { pointOf, type Side } from './kill-points.ts';
import { describeSlowness, type Slowness } from './machine.ts';
import type { Result } from './rehearse.ts';
import type { SeedResult } from './rehearse-seed.ts';
import { nameOf } from './script.ts';
import type { Timing } from './timing.ts';
import type { Verdict } from './verdict.ts';

/** The figures of one rehearsal. Times are milliseconds. */
export interface Row {
  faults: readonly string[];
  jobs: number;
  /** Calls that the fault struck. */
  strikes: number;
  kills: number;
  /** Runs of actions: those that were started, that came to an end, and that their process did not outlive. */
  runs: RunFigures;
  /** Of the runs that were started, those on the code of another release. */
  runsElsewhere: number;
  /** Kills whose work another process took up; for the others nothing was left to do. */
  recovered: number;
  medianRecovery: number | undefined;
  longestRecovery: number | undefined;
  violations: number;
  verdict: Verdict;
  slowness: Slowness;
  milliseconds: number;
}

export function summarise(result: Result): Row {
  const { script, strikes, kills, runs, runsElsewhere, recoveries, violations, verdict, slowness, milliseconds } =
    result;
  const times = recoveries.filter((time) => time !== undefined).sort((a, b) => a - b);
  return {
    faults: script.faults,
    jobs: script.cast.length,
    strikes,
    kills: kills.length,
    runs,
    runsElsewhere,
    recovered: times.length,
    medianRecovery: times[Math.floor(times.length / 2)],
    longestRecovery: times.at(-1),
    violations: violations.length,
    verdict,
    slowness,
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
    ...[nameOf(row), String(row.jobs), String(row.runs.started), String(row.runs.cutShort)],
    ...[String(row.strikes), String(row.kills), String(row.recovered)],
    ...[seconds(row.medianRecovery), seconds(row.longestRecovery), String(row.violations)],
  ]);
  return numberLines([HEADINGS, ...cells]);
}

const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? '–' : formatSeconds(milliseconds));

/** The conditions under which the figures were measured. */
export const describeTiming = (
  { leaseSeconds, visibilitySeconds, settings }: Timing,
  { workers, seeds, pollEvery }: ChaosOptions,
) =>
  `${seeds.length > 1 ? `Seeds ${seeds[0]} to ${seeds.at(-1)}` : `Seed ${seeds[0]}`}, ${workers} workers at once, ` +
  `leases of ${leaseSeconds} seconds, messages hidden for ${visibilitySeconds} until their worker hides them, ` +
  `unacknowledged jobs offered again after ${settings.redeliverySeconds}` +
  `${pollEvery === undefined ? '' : `, polls woken every ${pollEvery}`}.`;

/** One line for a rehearsal that is over. */
export function describeProgress(result: Result, done: number, all: number): string {
  const { jobs, runs, runsElsewhere, kills, violations, verdict, milliseconds } = summarise(result);
  const elsewhere = runsElsewhere > 0 ? ` (${runsElsewhere} on the other release)` : '';
  const end = verdict === 'right' ? verdict : `${verdict}, ${violations} violations`;
  return (
    `  ${String(done).padStart(String(all).length)} of ${all}: ${nameOf(result.script)}, ` +
    `${jobs} jobs, ${runs.started} runs${elsewhere}, ${kills} kills, ${end} (${seconds(milliseconds)})`
  );
}

/** How many kill points were struck, and below that a line for each function with those that were not. */
export function describeMissed({ points, missed }: Pick<SeedResult, 'points' | 'missed'>): string[] {
  const struck = `Kill points struck: ${points - missed.length} of ${points}`;
  if (missed.length === 0) return [`${struck}.`];
  const names = [...new Set(missed.map((point) => point.slice(0, point.indexOf(' '))))];
  return [`${struck}. Not struck, before and after the call where neither is said:`, ...names.map(missedOf(missed))];
}

const missedOf = (missed: readonly string[]) => (name: string) => {
  const isMissed = (step: string, side: Side) => missed.includes(pointOf(name, step, side));
  const ofName = missed.filter((point) => point.startsWith(`${name} `)).map((point) => point.slice(name.length + 1));
  const steps = [...new Set(ofName.map((point) => point.replace(/ (before|after)$/, '')))];
  const calls = steps.map((step) => {
    if (!isMissed(step, 'after')) return `${step} before`;
    return isMissed(step, 'before') ? step : `${step} after`;
  });
  return `  ${name}: ${calls.join(', ')}`;
};

/** How to repeat a failure, and what went wrong. */
export function describeFailure({ script, violations, slowness }: Result): string[] {
  const kills =
    typeof script.kills === 'string'
      ? [script.kills]
      : script.kills.map(({ point, index }) => `${point}${index === undefined ? '' : ` of job ${index}`}`);
  return [
    ...violations.map((violation) => `  ✗ ${violation}`),
    `    the machine: ${describeSlowness(slowness)}`,
    `    seed ${script.seed}; faults: ${script.faults.join(', ') || 'none'}`,
    `    jobs: ${script.cast.map(({ index, name }) => `${index} (${name})`).join(', ')}`,
    `    kills: ${kills.join('; ') || 'none'}`,
  ];
}
