import { markdownLines } from '../../command/text.ts';
import type { Figure, JudgedGoal, Table } from './measurement.ts';
import { OURS } from './race.ts';
import { type BenchReport, describeMachine, type ReportedFinding } from './report.ts';
import type { Spread } from './statistics.ts';

const HEAD = ['goal', 'what', 'measured', 'asked for'];

/** The findings as tables in Markdown: a few rows for each measurement, then what has figures of its own kind, and what it was measured on. */
export function markdownTable(report: BenchReport): string {
  const { date, machine, runs, quick, command, findings } = report;
  const runsOfEach = `${runs} ${runs === 1 ? 'run' : 'runs'} of each`;
  return [
    ...markdownLines([HEAD, ...findings.flatMap((finding) => rowsOf(finding, quick))]),
    '',
    ...findings.flatMap(({ name, table }) => (table === undefined ? [] : [...tableLines(name, table), ''])),
    `${date.slice(0, 10)}, ${describeMachine(machine)}; ${runsOfEach}, median (least–most). Again with \`${command}\`.`,
    ...(quick ? ['Small corpora: the figures say nothing and no goal is judged.'] : []),
    '',
  ].join('\n');
}

/** Figures of a kind of their own. */
const tableLines = (name: string, { columns, rows }: Table): string[] =>
  markdownLines([
    [`\`${name}\``, ...columns],
    ...rows.map((row) => [
      row.name,
      ...row.cells.map((cell) => (typeof cell === 'number' ? String(cell) : whole(cell))),
    ]),
  ]);

const whole = ({ median, least, most }: Spread) => `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;

/** Ours first, then a row for each that it is compared with, then the goals that compare it with nobody. */
function rowsOf({ name, title, figures, goals }: ReportedFinding, quick: boolean): string[][] {
  const ours = figures.filter(({ ratio }) => ratio === undefined);
  const [only, ...others] = ours;
  const isAlone = only?.name === OURS && others.length === 0;
  const against = figures.flatMap(({ name: peer, ratio }) => (ratio === undefined ? [] : [{ peer, ratio }]));
  const isAgainst = (peer: string) => (judged: JudgedGoal) => judged.goal.startsWith(`${peer} ≥ `);
  const ids = [...new Set(goals.map(({ id }) => id))].join(', ');
  return [
    [ids, `**\`${name}\`**: ${title}`, isAlone ? describeOurs(only) : '', ''],
    ...(isAlone ? [] : ours.map((figure) => ['', figure.name, describeOurs(figure), ''])),
    ...against.map(({ peer, ratio }) => {
      const asked = goals.find(isAgainst(peer));
      return ['', `× as fast as ${peer}`, describeRatio(ratio), asked ? verdictOf(asked, quick, `${peer} `) : ''];
    }),
    ...goals
      .filter((goal) => !against.some(({ peer }) => isAgainst(peer)(goal)))
      .map((goal) => ['', '', goal.measured, verdictOf(goal, quick)]),
  ];
}

function describeOurs({ seconds, megabytesPerSecond, peakMib }: Figure): string {
  const parts = [
    `${seconds.median.toFixed(2)} s`,
    ...(megabytesPerSecond === undefined ? [] : [`${megabytesPerSecond.toFixed(0)} MB/s`]),
    ...(peakMib === undefined ? [] : [`${peakMib.toFixed(0)} MiB`]),
  ];
  return parts.join(', ');
}

const describeRatio = ({ median, least, most }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

/** @param known What the row says already, at the start of the goal. */
function verdictOf({ goal, reached }: JudgedGoal, quick: boolean, known = ''): string {
  const verdict = quick || reached === undefined ? 'not judged' : reached ? 'reached' : '**missed**';
  return `${goal.slice(known.length)}: ${verdict}`;
}
