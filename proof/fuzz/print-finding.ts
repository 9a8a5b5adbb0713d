import { numberLines } from '../../command/text.ts';
import type { Figure, JudgedGoal, Measured, Table } from '../bench/measurement.ts';
import type { Spread } from '../bench/statistics.ts';

const HEAD = ['', 'MB/s', 'wall s', 'CPU s', 'peak MiB', 'ours is … × as fast'];

/** A finding as lines of text. */
export function printFinding(finding: Measured, quick: boolean): string {
  const { figures, table, facts, goals, skipped } = finding;
  const lines = [
    ...(figures.length > 0 ? numberLines([HEAD, ...figures.map(cells)]).map(indent) : []),
    ...(table === undefined ? [] : numberLines(rowsOf(table)).map(indent)),
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${value}`),
    ...goals.map((goal) => printGoal(goal, quick)),
    ...skipped.map((what) => `  skipped: ${what}`),
  ];
  return `${lines.join('\n')}\n`;
}

const cells = ({ name, megabytesPerSecond, seconds, cpuSeconds, peakMib, ratio }: Figure): string[] => [
  name,
  megabytesPerSecond?.toFixed(1) ?? '–',
  seconds.median.toFixed(2),
  cpuSeconds.toFixed(2),
  peakMib?.toFixed(0) ?? '–',
  ratio === undefined ? '' : printSpread(ratio),
];

const rowsOf = ({ columns, rows }: Table): string[][] => [
  ['', ...columns],
  ...rows.map(({ name, cells }) => [name, ...cells.map((one) => (typeof one === 'number' ? String(one) : whole(one)))]),
];

const indent = (line: string) => `  ${line}`;

const whole = ({ median, least, most }: Spread) => `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;

const printSpread = ({ median, least, most }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

function printGoal({ id, goal, measured, reached }: JudgedGoal, quick: boolean): string {
  const verdict = quick || reached === undefined ? 'not judged' : reached ? 'reached' : 'MISSED';
  return `  ${id.padEnd(3)} ${goal}: ${measured}, ${verdict}`;
}
