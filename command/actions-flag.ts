import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Process, UsageError } from './command.ts';
import { pathsOf } from './paths.ts';

/** Files that a command looks for when it is called without --actions. */
const NAMES = ['actions.ts', 'actions.mts', 'actions.mjs', 'actions.js', 'actions.cjs'];

/** The flag that names the module whose `actions` a command is about. */
export const actionsFlag = { actions: { type: 'string' } } as const;

/**
 * Loads the actions of a module for a command: of the one that --actions names, or of the usual one when it is left out. The
 * caller of a command gives it, because no command loads an author's code by itself.
 */
export type ReadActions<Action> = (
  given: string | undefined,
  environment: Process['env'],
) => Promise<{ actions: readonly Action[] }>;

/** What a help text says of the flag. */
export const actionsHelp = (standard: string | undefined): string =>
  standard === undefined
    ? 'the module that exports `actions`; without it, actions.ts, .mts, .mjs, .js or .cjs in this folder'
    : "the module that exports `actions`; without it, actions.ts (or .mjs, .js) in this folder, or this repository's own";

/**
 * The path of the module that lists the actions.
 * @param given The value of --actions.
 * @param standard Taken where the flag is left out and this folder has none; only this repository has one.
 * @throws UsageError when there is no such file, or it is a folder.
 */
export function findActionsModule(
  given: string | undefined,
  environment: Process['env'],
  standard: string | undefined,
): string {
  const { find } = pathsOf(environment);
  if (given !== undefined) {
    const path = find(given);
    if (existsSync(path) && statSync(path).isDirectory()) {
      throw new UsageError(
        `--actions ${given} is a folder. It takes the module in it that exports \`actions\`, such as ${join(given, 'actions.ts')}.`,
      );
    }
    if (existsSync(path)) return path;
    throw new UsageError(`--actions ${given}: there is no such file. It takes the module that exports \`actions\`.`);
  }
  const found = NAMES.map(find).find((path) => existsSync(path)) ?? standard;
  if (found !== undefined) return found;
  throw new UsageError(
    `Give --actions PATH, the module that exports \`actions\`: there is no ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)} in this folder.`,
  );
}

/** The module that lists the actions, also where it is still to be written: actions.ts in this folder, unless another is named. */
export function findListFile(given: string | undefined, environment: Process['env']): string {
  const { find, place } = pathsOf(environment);
  if (given !== undefined) return find(given);
  return NAMES.map(find).find((path) => existsSync(path)) ?? place('actions.ts');
}
