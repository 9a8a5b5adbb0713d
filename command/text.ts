import { escapeLine } from '../model/escape.ts';

/** Lines of cells, each column as wide as its widest cell; the first line is the heading. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const escaped = rows.map((row) => row.map(escapeLine));
  const widths = escaped[0]?.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0))) ?? [];
  return escaped.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

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
