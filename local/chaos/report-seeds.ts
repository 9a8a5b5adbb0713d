import { numberLines } from '../../command/text.ts';
import { describeSlowness, type Slowness } from './machine.ts';
import type { SeedResult } from './rehearse-seed.ts';
import { type Row, summarise } from './report.ts';
import { type Verdict, worstVerdict } from './verdict.ts';

/** The figures of one seed. */
export interface SeedRow {
  seed: number;
  jobs: number;
  /** Of actions: those that were started, that came to an end, and that their process did not outlive. */
  runs: Row['runs'];
  kills: number;
  /** Faults that struck a call at least once. */
  fired: readonly string[];
  violations: number;
  verdict: Verdict;
  slowness: Slowness;
  rows: readonly Row[];
  /** Points at which a process can be killed, and those at which none was. */
  points: number;
  missed: readonly string[];
}

export function summariseSeed({ seed, results, points, missed }: SeedResult): SeedRow {
  const rows = results.map(summarise);
  const sum = (figure: (row: Row) => number) => rows.reduce((total, row) => total + figure(row), 0);
  return {
    ...{ seed, rows, points, missed },
    jobs: sum(({ jobs }) => jobs),
    runs: {
      started: sum(({ runs }) => runs.started),
      completed: sum(({ runs }) => runs.completed),
      cutShort: sum(({ runs }) => runs.cutShort),
    },
    kills: sum(({ kills }) => kills),
    fired: results.flatMap(({ script, strikes }) => (strikes > 0 ? script.faults : [])),
    violations: sum(({ violations }) => violations),
    verdict: worstVerdict(results.map(({ verdict }) => verdict)),
    slowness: worstSlowness(results.map(({ slowness }) => slowness)),
  };
}

/** The number of seeds in which each fault struck. */
export function countSeedsOf(rows: readonly SeedRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rows: rehearsals, fired } of rows) {
    for (const { faults } of rehearsals) for (const name of faults) counts[name] ??= 0;
    for (const name of fired) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function formatSeeds(rows: readonly SeedRow[]): string[] {
  const headings = ['seed', 'jobs', 'runs', 'cut short', 'kills', 'faults fired', 'violations', 'verdict'];
  const cells = rows.map((row) => [
    ...[String(row.seed), String(row.jobs), String(row.runs.started), String(row.runs.cutShort)],
    ...[String(row.kills), String(row.fired.length), String(row.violations), row.verdict],
  ]);
  const counts = Object.entries(countSeedsOf(rows)).map(([name, count]) => `${name} ${count}`);
  return [
    ...numberLines([headings, ...cells]),
    '',
    `Seeds in which each fault struck: ${counts.join(', ') || 'none'}.`,
  ];
}

/** The verdict of all seeds in one sentence. */
export function describeVerdict(rows: readonly SeedRow[], isStopped: boolean): string {
  const sum = (figure: (row: SeedRow) => number) => rows.reduce((total, row) => total + figure(row), 0);
  const figures =
    `${sum(({ jobs }) => jobs)} jobs, ${sum(({ runs }) => runs.started)} runs, ${sum(({ kills }) => kills)} kills ` +
    `and ${sum(({ violations }) => violations)} violations`;
  if (isStopped) return `Stopped before the end, after ${figures}.`;
  const verdict = worstVerdict(rows.map((row) => row.verdict));
  if (verdict === 'right') return `Right: ${figures}.`;
  if (verdict === 'violated') return `Violated: ${figures}; the same seed plays the same scripts again.`;
  const slowness = worstSlowness(rows.filter((row) => row.verdict === verdict).map((row) => row.slowness));
  return `Inconclusive: ${figures}, on a machine that was too busy: ${describeSlowness(slowness)}. Run it again when the machine is idle.`;
}

const worstSlowness = (all: readonly Slowness[]): Slowness => ({
  factor: Math.max(1, ...all.map(({ factor }) => factor)),
  stallMilliseconds: Math.max(0, ...all.map(({ stallMilliseconds }) => stallMilliseconds)),
});
