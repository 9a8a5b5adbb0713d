import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/index.ts';
import { SETTING_VARIABLE } from './job-wish.ts';

/** @throws UsageError when the action would refuse this configuration: what must be set, or what is wrong. */
export async function requireConfiguration(action: Action, configuration: Record<string, string>): Promise<void> {
  const missing = Object.entries(action.configuration).filter(
    ([name, property]) => property.required && configuration[name] === undefined,
  );
  if (missing.length > 0) {
    const flags = missing.map(([name, { secret }]) => (secret ? `--set ${name}=@FILE` : `--set ${name}=VALUE`));
    const told = missing.map(([name, { description }]) => `${name}: ${description}`);
    throw new UsageError(
      `The action ${action.type.provider.toLowerCase()} needs ${flags.join(' ')} (or ${SETTING_VARIABLE}${missing[0]?.[0]}=… in the environment).\n  ${told.join('\n  ')}`,
    );
  }
  try {
    await action.parse(configuration, { local: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError for an artifact that cannot be read. */
export async function requireReadable(path: string): Promise<void> {
  await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--artifact ${path} cannot be read: ${error.code}. It takes a folder, or a zip, tar or tar.gz.`,
    );
  });
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
