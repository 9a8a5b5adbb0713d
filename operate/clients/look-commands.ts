import { type Command, UsageError } from '../../command/command.ts';
import { tableLines } from '../../command/text.ts';
import {
  checkClientId,
  openClients,
  parseAboutClients,
  readClientArguments,
  unknownClient,
} from './client-arguments.ts';
import { type ClientChange, rowColumns } from './client-row.ts';

/** `partner-action clients list`: every client, without its token. */
export const listCommand: Command = async (args, { environment, print, printTable, printJson }) => {
  const { values } = parseNone(args);
  const clients = await openClients(values, environment).list();
  if (values.json) for (const client of clients) printJson(client);
  else if (clients.length === 0) print('There are no clients yet.');
  else
    printTable(
      ['CLIENT', 'STATE', 'LABEL', 'REASON'],
      clients.map(({ clientId, label = '-', state, reason = '-' }) => [clientId, state, label, reason]),
    );
};

/** `partner-action clients show`: all that is known of one client, except its token. */
export const showCommand: Command = async (args, { environment, print, printJson }) => {
  const { clientId, json, flags } = readClientArguments(args);
  const row = await openClients(flags, environment).find(clientId);
  if (row === undefined) throw unknownClient(clientId);
  if (json) printJson(row);
  else for (const line of tableLines(rowColumns.map((name) => [name, row[name] ?? '-']))) print(line);
};

/** `partner-action clients history`: who changed what, the newest change first. */
export const historyCommand: Command = async (args, { environment, print, printTable, printJson }) => {
  const { values, operands } = parseAboutClients(args, {});
  if (operands.length > 1) throw new UsageError('Give one CLIENTID, or none for all clients. See --help.');
  const [clientId] = operands.map(checkClientId);
  const changes = await openClients(values, environment).history(clientId);
  if (values.json) for (const change of changes) printJson(change);
  else if (changes.length === 0)
    print('No change is known. Those of earlier releases and of your own code are not kept.');
  else printTable(['AT', 'CLIENT', 'BY', 'WHAT', 'SET'], changes.map(rowOfChange));
};

const rowOfChange = ({ at, clientId, by = '-', what, label, reason }: ClientChange): string[] => {
  const set = [...(label === undefined ? [] : [`label: ${label || 'none'}`]), ...(reason ? [`reason: ${reason}`] : [])];
  return [at, clientId, by, what.join(', '), set.join('; ') || '-'];
};

const parseNone = (args: readonly string[]) => {
  const parsed = parseAboutClients(args, {});
  if (parsed.operands.length > 0)
    throw new UsageError(`Expected besides flags: none; got ${parsed.operands.length} words. See --help.`);
  return parsed;
};
