import { readFile } from 'node:fs/promises';
import { type Process, UsageError } from '../../command/command.ts';
import type { Paths } from '../../command/paths.ts';
import type { PropertyFacts } from '../actions/action-facts.ts';
import { SETTING_VARIABLE, splitSetting } from './job-wish.ts';

/** A file holds one value; more than this is another file. AWS takes 1,000 characters at most. */
const MAX_FILE_CHARACTERS = 100_000;

/**
 * The action configuration that variables and flags describe; a flag goes before a variable.
 * @param properties Those that a variable may set. A flag may name any, to be refused by the action.
 * @throws UsageError for a name that is given twice, or a file that cannot be read.
 */
export async function readConfiguration(
  settings: readonly string[],
  properties: readonly PropertyFacts[],
  environment: Process['env'],
  { find }: Paths,
): Promise<Record<string, string>> {
  const configuration: Record<string, string> = {};
  for (const { name } of properties) {
    const value = environment[`${SETTING_VARIABLE}${name}`];
    if (value !== undefined) configuration[name] = value;
  }
  const given = new Set<string>();
  for (const [name, value] of settings.map(splitSetting)) {
    if (given.has(name)) throw new UsageError(`--set ${name}=… may be given only once.`);
    given.add(name);
    configuration[name] = await readValue(name, value, find);
  }
  return configuration;
}

async function readValue(name: string, value: string, find: Paths['find']): Promise<string> {
  if (value.startsWith('@@')) return value.slice(1);
  if (!value.startsWith('@')) return value;
  const path = value.slice(1);
  const text = await readFile(find(path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--set ${name}=@${path} cannot be read: ${error.code}. It takes a file, whose content is the value.`,
    );
  });
  if (text.length > MAX_FILE_CHARACTERS)
    throw new UsageError(`--set ${name}=@${path}: the file is too long for a value.`);
  // Editors and echo end a file with a line end that is not part of the value.
  return text.replace(/\r?\n$/, '');
}
