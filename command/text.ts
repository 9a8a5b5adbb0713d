import { escapeLine } from '../model/escape.ts';

/**
 * Lines of cells, each column as wide as its widest cell; the first line is the heading.
 * @param isNumber Whether a column is aligned to the right.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean = () => false,
): string[] {
  const escaped = rows.map((row) => row.map(escapeLine));
  const widths = escaped[0]?.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return escaped.map((row) => row.map(pad).join('  ').trimEnd());
}

/** A table whose first column has names, and whose others have numbers. */
export const numberLines = (rows: readonly (readonly string[])[]): string[] => tableLines(rows, (column) => column > 0);

/** The rows as a table in Markdown; the first one is the heading. */
export function markdownLines(
  [heading = [], ...rows]: readonly (readonly string[])[],
  isNumber: (column: number) => boolean = () => false,
): string[] {
  const rule = heading.map((_, column) => (isNumber(column) ? '---:' : '---'));
  return [heading.map(escapeCell), rule, ...rows.map((row) => row.map(escapeCell))].map(
    (cells) => `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell} |`)).join('')}`,
  );
}

/** A bar would begin another cell, and a line end another row. */
const escapeCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A time span in its largest whole unit, such as `3 h`. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [unit, size] = UNITS.find(([, unitSize]) => seconds >= unitSize) ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** A measured time in seconds, such as `1.5 s`. */
export const formatSeconds = (milliseconds: number, digits = 1): string => `${(milliseconds / 1000).toFixed(digits)} s`;

/**
 * Names with what they mean, for a help text.
 * @param layout.width The least width of the names, so that several parts of a text can be as wide.
 */
export function helpRows(
  rows: readonly (readonly [name: string, meaning: string])[],
  { indent = 2, width = 20 } = {},
): string {
  const widest = Math.max(width, ...rows.map(([name]) => name.length + 1));
  return rows.map(([name, meaning]) => `${' '.repeat(indent)}${name.padEnd(widest)} ${meaning}`).join('\n');
}
