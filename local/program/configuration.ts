import { type Process, UsageError } from '../../command/command.ts';
import type { Paths } from '../../command/paths.ts';
import type { PropertyFacts } from '../actions/action-facts.ts';
import { SETTING_VARIABLE, splitSetting } from './job-wish.ts';
import { readValueFrom, UnusableValue } from './read-value.ts';

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
  const configuration = new Map<string, string>();
  for (const { name } of properties) {
    const value = environment[`${SETTING_VARIABLE}${name}`];
    if (value !== undefined) configuration.set(name, value);
  }
  const given = new Set<string>();
  for (const [name, value] of settings.map(splitSetting)) {
    if (given.has(name)) throw new UsageError(`--set ${name}=… may be given only once.`);
    given.add(name);
    configuration.set(name, await readValue(name, value, find));
  }
  // An object made by entries has a name such as __proto__ too, to be refused like any other.
  return Object.fromEntries(configuration);
}

async function readValue(name: string, value: string, find: Paths['find']): Promise<string> {
  if (value.startsWith('@@')) return value.slice(1);
  if (!value.startsWith('@')) return value;
  const path = value.slice(1);
  try {
    return await readValueFrom(find(path));
  } catch (error) {
    if (error instanceof UnusableValue) throw new UsageError(`--set ${name}=@${path} ${error.message}.`);
    throw error;
  }
}
