import { escapeLine } from '../../model/escape.ts';

/**
 * Where a spreadsheet begins a formula: at the start of a text, and behind a semicolon, a comma or a tab, because it may take that for
 * the end of a cell, whatever quotes there are.
 */
const FORMULA = /(^|[;,\t])(\s*)(?=[=+\-@])/g;

/** The text as an export gives it: an apostrophe has a spreadsheet take a formula for a text. */
export const withoutFormulas = (text: string): string => text.replaceAll(FORMULA, "$1$2'");

/** Whether a cell says what stands in the table: the text itself, or what an export made of it. */
export const isSameText = (cell: string, stored: string): boolean =>
  cell === stored || cell === escapeLine(withoutFormulas(stored)).trim();
