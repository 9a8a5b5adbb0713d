import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '../../command/command.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { MIN_SECRET } from '../../model/redaction/mask.ts';
import { findViolations } from '../check-value.ts';
import { wrongText } from './check-text.ts';
import { clientStates, rowColumns } from './client-row.ts';
import type { ClientSettings } from './clients-table.ts';
import { findTokenViolation } from './read-token.ts';

/** What a line of the file says of a client. What it leaves out stays as it is. */
export interface ImportedRow {
  line: number;
  clientId: string;
  clientToken?: string;
  label?: string;
  state?: string;
  reason?: string;
}

/** Every line that is printed is searched for every token of the file. */
const MAX_ROWS = 2000;
/** In characters: what a table can hold of a client. Source: Amazon DynamoDB Developer Guide, "Quotas", item size. */
const MAX_ROW = 400 * 1024;
const MAX_TOLD = 20;
const COLUMNS: readonly string[] = ['clientId', 'clientToken', 'label', 'state', 'reason'];
/** An export tells these, and nobody can set them. */
const TOLD_ONLY: readonly string[] = [...rowColumns.filter((name) => !COLUMNS.includes(name)), 'region'];

interface Record {
  line: number;
  fields: unknown;
}

/**
 * The rows of a file: JSON lines when it begins with a brace, else CSV with a heading.
 * @param learn Is told of every token before anything is said of its row.
 * @throws Refusal naming each line that is wrong and why, without what stands in it.
 */
export function readImport(text: string, learn: (token: string) => void): ImportedRow[] {
  if (/^\ufeff?\s*\[/.test(text)) throw new Refusal('The file is a JSON array; give one object a line instead.');
  const records = text.trimStart().startsWith('{') ? readJsonLines(text) : readCsv(text);
  if (records.length === 0) throw new Refusal('The file has no clients.');
  if (records.length > MAX_ROWS)
    throw new Refusal(`The file has more than ${MAX_ROWS} clients; at most that many are taken at once. Split it.`);
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  const rows = records.flatMap(({ line, fields }) => {
    const row = readRow(fields, learn);
    const first = typeof row === 'string' ? undefined : seen.get(row.clientId);
    const why = typeof row === 'string' ? row : first && `the client of line ${first} is there again`;
    if (why) wrong.push(`  line ${line}: ${why}`);
    if (typeof row === 'string') return [];
    seen.set(row.clientId, line);
    return [{ line, ...row }];
  });
  refuse(wrong);
  return rows;
}

/** @throws Refusal when something is wrong */
export function refuse(wrong: readonly string[]): void {
  if (wrong.length === 0) return;
  const more = wrong.length > MAX_TOLD ? [`  and ${wrong.length - MAX_TOLD} more`] : [];
  throw new Refusal(['Nothing was changed, because of:', ...wrong.slice(0, MAX_TOLD), ...more].join('\n'));
}

/** As `readCsv` does, no more rows than tell that there are too many. */
function readJsonLines(text: string): Record[] {
  const records: Record[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    if (records.length > MAX_ROWS) break;
    records.push({ line: index + 1, fields: parseJson(line, index + 1) });
  }
  return records;
}

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Refusal(`Line ${number} is not JSON; each line is one object. Nothing was changed.`);
  }
}

function readCsv(text: string): Record[] {
  try {
    const parsed: { record: object; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: readHeading,
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: MAX_ROW,
      skip_empty_lines: true,
      to: MAX_ROWS + 1,
      trim: true,
    });
    // An empty cell says nothing of its column.
    return parsed.map(({ record, info }) => ({
      line: info.lines,
      fields: Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== '')),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error['lines'];
    throw new Refusal(
      `The file is not CSV${typeof line === 'number' ? ` from line ${line} on` : ''} (${error.code}). Nothing was changed.`,
    );
  }
}

/** Spreadsheets write semicolons where a comma is part of numbers. */
const delimiterOf = (text: string) => /^[^\n]*?([,;\t])/.exec(text)?.[1] ?? ',';

/** @throws Refusal for a column that is there twice: which of the two counts, its author may not know. */
function readHeading(heading: readonly string[]): string[] {
  const names = heading.map((name) => name.trim());
  const twice = COLUMNS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice) throw new Refusal(`The heading has ${twice} twice. Nothing was changed.`);
  return names;
}

/** A row, or what is wrong with it. */
function readRow(fields: unknown, learn: (token: string) => void): Omit<ImportedRow, 'line'> | string {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return 'it is not an object';
  const told = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of told) if (name === 'clientToken' && typeof value === 'string') learn(value);
  const unknown = told.find(([name]) => !COLUMNS.includes(name) && !TOLD_ONLY.includes(name));
  // What stands in the heading may be a token of a file without one.
  if (unknown) return `it has a column that is not one of ${[...COLUMNS, ...TOLD_ONLY].join(', ')}`;
  const notText = told.find(([, value]) => typeof value !== 'string');
  if (notText) return `${notText[0]} is not a text`;
  const row = Object.fromEntries(told.filter(([name]) => COLUMNS.includes(name)));
  return wrongRow(row) ?? ({ clientId: '', ...row } satisfies Omit<ImportedRow, 'line'>);
}

function wrongRow({ clientId, clientToken, label = '', reason = '' }: { [name: string]: string }): string | undefined {
  if (findViolations(shapes, 'ClientId', clientId)) return 'clientId is not a UUID in lower case';
  if (clientToken !== undefined && (/[\r\n]/.test(clientToken) || findTokenViolation(clientToken) !== undefined))
    return 'clientToken is not one line of 1 to 256 characters';
  if (
    clientToken !== undefined &&
    clientToken.length >= MIN_SECRET &&
    [label, reason].some((text) => text.includes(clientToken))
  )
    return 'the client token stands in its label or reason too';
  return undefined;
}

/** What is wrong with what is to be written. What stands in the table already is not judged: other code may have written it. */
export function wrongSettings({ label = '', state, reason = '' }: ClientSettings): string | undefined {
  if (state !== undefined && !clientStates.some((known) => known === state))
    return `state is not one of ${clientStates.join(', ')}`;
  return wrongText('label', label) ?? wrongText('reason', reason);
}
