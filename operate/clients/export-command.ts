import { type Command, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { deploymentOptions } from '../deployment.ts';
import { openClients } from './client-arguments.ts';
import { rowColumns } from './client-row.ts';
import { withoutFormulas } from './formulas.ts';

const FORMATS = ['csv', 'jsonl'];
const FLAGS = {
  ...deploymentOptions,
  format: { type: 'string', default: 'csv' },
  json: { type: 'boolean' },
} as const;

/** `partner-action clients export`: what `import` takes, without a single token. */
export const exportCommand: Command = async (args, { environment, print, printJson }) => {
  const { values } = parseFlags(args, FLAGS);
  const format = formatOf(values);
  const clients = await openClients(values, environment).list();
  if (format === 'csv') print(rowColumns.join(','));
  for (const client of clients) {
    if (format === 'csv') print(rowColumns.map((name) => cellOf(client[name] ?? '')).join(','));
    else printJson(client);
  }
};

/** CSV has no place for a Region. @throws UsageError */
export function requireJsonLines(args: readonly string[]): void {
  const { values } = parseFlags(args, FLAGS);
  if (formatOf(values) === 'csv')
    throw new UsageError('CSV is of one Region, as import takes it. Give one Region, or --format jsonl.');
}

/** @throws UsageError */
function formatOf({ format, json }: { format: string; json?: boolean | undefined }): string {
  const chosen = json ? 'jsonl' : format;
  if (!FORMATS.includes(chosen)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  return chosen;
}

/** In quotes where it has to be, and where a spreadsheet would part it. Source: RFC 4180, section 2. */
function cellOf(given: string): string {
  const text = withoutFormulas(given);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
