import type { Figure, Finding, JudgedGoal, Table } from '../bench/measurement.ts';
import type { Spread } from '../bench/statistics.ts';

const HEAD = ['', 'MB/s', 'wall s', 'CPU s', 'peak MiB', 'ours is … × as fast'];
const WIDTHS = [26, 9, 9, 9, 10, 22];
const CELL_WIDTH = 22;

/** A finding as lines of text. */
export function printFinding(finding: Finding, quick: boolean): string {
  const { figures, table, facts, goals, skipped } = finding;
  const lines = [
    ...(figures.length > 0 ? [row(HEAD), ...figures.map((figure) => row(cells(figure)))] : []),
    ...(table === undefined ? [] : tableLines(table)),
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

const tableLines = ({ columns, rows }: Table): string[] =>
  [
    columns,
    ...rows.map(({ cells }) => cells.map((cell) => (typeof cell === 'number' ? String(cell) : whole(cell)))),
  ].map(
    (texts, i) =>
      `  ${(rows[i - 1]?.name ?? '').padEnd(WIDTHS[0] ?? 0)}${texts.map((one) => one.padStart(CELL_WIDTH)).join('')}`,
  );

const whole = ({ median, least, most }: Spread) => `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;

const printSpread = ({ median, least, most }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

const row = (texts: readonly string[]) =>
  `  ${texts.map((text, i) => (i === 0 ? text.padEnd(WIDTHS[i] ?? 0) : text.padStart(WIDTHS[i] ?? 0))).join('')}`.trimEnd();

function printGoal({ id, goal, measured, reached }: JudgedGoal, quick: boolean): string {
  const verdict = quick || reached === undefined ? 'not judged' : reached ? 'reached' : 'MISSED';
  return `  ${id.padEnd(3)} ${goal}: ${measured}, ${verdict}`;
}
