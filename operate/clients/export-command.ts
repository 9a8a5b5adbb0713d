import { type Command, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { deploymentOptions } from '../deployment.ts';
import { openClients } from './client-arguments.ts';
import { rowColumns } from './client-row.ts';

const FORMATS = ['csv', 'jsonl'];

/** `partner-action clients export`: what `import` takes, without a single token. */
export const exportCommand: Command = async (args, { environment, print, printJson }) => {
  const { values } = parseFlags(args, {
    ...deploymentOptions,
    format: { type: 'string', default: 'csv' },
    json: { type: 'boolean' },
  });
  const format = values.json ? 'jsonl' : values.format;
  if (!FORMATS.includes(format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  const clients = await openClients(values, environment).list();
  if (format === 'csv') print(rowColumns.join(','));
  for (const client of clients) {
    if (format === 'csv') print(rowColumns.map((name) => cellOf(client[name] ?? '')).join(','));
    else printJson(client);
  }
};

/** In quotes where it has to be. Source: RFC 4180, section 2. */
const cellOf = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
