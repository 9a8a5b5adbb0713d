import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/index.ts';
import type { StartOptions } from './command-line.ts';

/** @throws UsageError when there is no such action or its configuration would not do. */
export function findAction(actions: readonly Action[], { action: name, configuration }: StartOptions): Action {
  const nameOf = ({ type }: Action) => type.provider.toLowerCase();
  const action = actions.find((one) => nameOf(one) === name.toLowerCase());
  if (!action) throw new UsageError(`There is no action "${name}"; there are ${actions.map(nameOf).join(', ')}.`);
  try {
    action.parse(configuration, { local: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return action;
}

/** @throws UsageError for a path that could not be read or written once the job is done. */
export async function requirePaths({ artifact, output, state }: StartOptions): Promise<void> {
  if (artifact !== undefined) await requireReadable(artifact);
  if (output !== undefined) await requireFolder(output);
  if (state !== undefined) await requireStateFolder(resolve(state));
}

async function requireReadable(path: string): Promise<void> {
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
async function requireStateFolder(folder: string): Promise<void> {
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

/** A job is not worth running if its output has nowhere to go. */
async function requireFolder(output: string): Promise<void> {
  await stat(dirname(resolve(output))).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--output ${output} cannot be written: ${error.code}. It takes a file or folder that can be.`);
  });
}
