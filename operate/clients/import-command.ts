import { createReadStream } from 'node:fs';
import { type Command, type CommandSurroundings, Refusal, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { deploymentOptions } from '../deployment.ts';
import { authorOf, openClients } from './client-arguments.ts';
import { applyImport, type PlannedChange, planImport } from './import-clients.ts';
import { readImport } from './read-import.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const UNCHANGED = 'unchanged';

/** `partner-action clients import`: adds and changes many clients from a file. */
export const importCommand: Command = async (args, surroundings) => {
  const { values, operands } = parseFlags(
    args,
    { ...deploymentOptions, 'dry-run': { type: 'boolean' }, by: { type: 'string' }, json: { type: 'boolean' } },
    ['FILE'],
  );
  const { environment, redactor, tellProgress } = surroundings;
  const author = authorOf(values.by, surroundings);
  const table = openClients(values, environment);
  const rows = readImport(await readText(operands[0] ?? '', surroundings), (token) => redactor.add(token));
  const planned = await planImport(table, rows);
  const isDryRun = values['dry-run'] === true;
  if (!isDryRun) {
    await applyImport(table, planned, author, (done) => {
      tellProgress(`${done} of ${planned.length} clients`);
    });
    tellProgress('');
  }
  tellReport(planned, { isDryRun, isJson: values.json === true }, surroundings);
};

/** Of the file, or of standard input for `-`. */
async function readText(file: string, { environment, input }: CommandSurroundings): Promise<string> {
  if (file === '') throw new UsageError('Give FILE, or - for standard input.');
  try {
    const bytes = await readBytes(file === '-' ? input : createReadStream(pathsOf(environment).find(file)));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new Refusal('The file is not a text in UTF-8.');
    throw new Refusal(`${file} cannot be read: ${code ?? 'an error'}.`);
  }
}

/** What has no end is not read to its end. @throws Refusal */
async function readBytes(source: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw new Refusal(`The file has more than ${MAX_BYTES} bytes. Split it.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tellReport(
  planned: readonly PlannedChange[],
  { isDryRun, isJson }: { isDryRun: boolean; isJson: boolean },
  { printJson, printTable, print }: CommandSurroundings,
): void {
  const changed = planned.filter(({ what }) => what.length > 0);
  if (isJson)
    for (const { clientId, what } of planned)
      printJson({ clientId, changes: what, written: !isDryRun && what.length > 0 });
  else if (changed.length > 0)
    printTable(
      ['CLIENT', 'LABEL', isDryRun ? 'WOULD BE' : 'IS'],
      changed.map(({ clientId, label = '-', what }) => [clientId, label || '-', what.join(', ')]),
    );
  if (!isJson) print(`${planned.length} clients: ${countsOf(planned)}.${isDryRun ? ' Nothing was written.' : ''}`);
}

/** Such as `480 added, 20 unchanged`. */
function countsOf(planned: readonly PlannedChange[]): string {
  const words = planned.flatMap(({ what }) => (what.length > 0 ? what : [UNCHANGED]));
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${all.length} ${word}`).join(', ');
}
