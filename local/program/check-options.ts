import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../command/command.ts';
import { fileSource } from '../../lambda/archive/bytes.ts';
import { requireArchive } from '../../lambda/archive/open-artifact.ts';
import { quote } from '../../model/escape.ts';
import type { ActionFacts } from '../actions/action-facts.ts';
import { SETTING_VARIABLE } from './job-wish.ts';
import { nearestName } from './nearest-name.ts';

/**
 * Checks that an action knows each property that is set, and that what it requires is set.
 * @throws UsageError, which names properties and shows no value.
 */
export function requireProperties(
  { name: action, properties }: Pick<ActionFacts, 'name' | 'properties'>,
  configuration: Readonly<Record<string, string>>,
): void {
  const names = properties.map(({ name }) => name);
  const unknown = Object.keys(configuration).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, names);
    throw new UsageError(
      `Unknown property ${quote(unknown)}${meant === undefined ? '.' : `: is ${meant} meant?`} The action ${action} has ${names.join(', ') || 'none'}.`,
    );
  }
  const missing = properties.filter(({ name, required }) => required && !Object.hasOwn(configuration, name));
  if (missing.length === 0) return;
  const flags = missing.map(({ name, secret }) => (secret ? `--set ${name}=@FILE` : `--set ${name}=VALUE`));
  const told = missing.map(({ name, description }) => `${name}: ${description}`);
  throw new UsageError(
    `The action ${action} needs ${flags.join(' ')} (or ${SETTING_VARIABLE}${missing[0]?.name}=… in the environment).\n  ${told.join('\n  ')}`,
  );
}

/** @throws UsageError for an artifact that cannot be read, or is not an archive. Damage inside it is reported by the action. */
export async function requireReadable(path: string): Promise<void> {
  const taken = 'It takes a folder, or a zip, tar or tar.gz.';
  const unreadable = (error: NodeJS.ErrnoException) => {
    throw error.code === undefined
      ? new UsageError(`--artifact ${path}: ${error.message} ${taken}`)
      : new UsageError(`--artifact ${path} cannot be read: ${error.code}. ${taken}`);
  };
  const facts = await stat(path).catch(unreadable);
  if (facts.isDirectory()) return;
  // A program that waits to open a pipe cannot be ended by a signal.
  if (!facts.isFile()) throw new UsageError(`--artifact ${path} is neither a file nor a folder. ${taken}`);
  const source = fileSource(path);
  await requireArchive(source)
    .catch(unreadable)
    .finally(() => source.close());
}

/**
 * One folder after the other: Node's own recursive `mkdir` goes round for ever where a file system refuses with ENOENT.
 * @throws UsageError when the folder cannot be made or written.
 */
export async function requireStateFolder(folder: string): Promise<void> {
  const make = async (path: string): Promise<void> => {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return;
    if (dirname(path) !== path) await make(dirname(path));
    await mkdir(path, { mode: 0o700 });
  };
  await make(folder)
    .then(() => access(folder, constants.W_OK))
    .catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--state ${folder} cannot be used: ${error.code}. It takes a folder that can be written.`);
    });
}

/** @throws UsageError: a job is not worth running if its output has nowhere to go. */
export async function requireFolderOf(output: string): Promise<void> {
  await stat(dirname(output)).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--output ${output} cannot be written: ${error.code}. It takes a file or folder that can be.`);
  });
}
