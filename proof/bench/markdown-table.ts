import { markdownLines } from '../../command/text.ts';
import type { Figure, JudgedGoal, Table } from './measurement.ts';
import { OURS } from './race.ts';
import { type BenchReport, describeMachine, type ReportedFinding } from './report.ts';
import type { Spread } from './statistics.ts';

const HEAD = ['goal', 'what', 'ours', 'ours is … × as fast as', 'reached'];
const NEXT_LINE = '<br>';

/** The findings as tables in Markdown: one row for each measurement, then what has figures of its own kind, and what it was measured on. */
export function markdownTable(report: BenchReport): string {
  const { date, machine, runs, quick, command, findings } = report;
  const runsOfEach = `${runs} ${runs === 1 ? 'run' : 'runs'} of each`;
  return [
    ...markdownLines([HEAD, ...findings.map((finding) => cellsOf(finding, quick))]),
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

/** Figures that others are compared with are ours; some measurements have several. */
function cellsOf({ name, title, figures, goals }: ReportedFinding, quick: boolean): string[] {
  const ours = figures.filter(({ ratio }) => ratio === undefined);
  const peers = figures.filter(({ ratio }) => ratio !== undefined);
  return [
    [...new Set(goals.map(({ id }) => id))].join(', '),
    `\`${name}\`: ${title}`,
    ours.map(describeOurs).join(NEXT_LINE),
    peers.map(({ name: peer, ratio }) => `${peer}: ${ratio && describeRatio(ratio)}`).join(NEXT_LINE),
    goals.map((goal) => describeGoal(goal, quick)).join(NEXT_LINE),
  ];
}

function describeOurs({ name, seconds, megabytesPerSecond, peakMib }: Figure): string {
  const parts = [
    `${seconds.median.toFixed(2)} s`,
    ...(megabytesPerSecond === undefined ? [] : [`${megabytesPerSecond.toFixed(0)} MB/s`]),
    ...(peakMib === undefined ? [] : [`${peakMib.toFixed(0)} MiB`]),
  ];
  return `${name === OURS ? '' : `${name}: `}${parts.join(', ')}`;
}

const describeRatio = ({ median, least, most }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

function describeGoal({ goal, measured, reached }: JudgedGoal, quick: boolean): string {
  const verdict = quick || reached === undefined ? 'not judged' : reached ? 'reached' : '**missed**';
  return `${goal}: ${measured}, ${verdict}`;
}
