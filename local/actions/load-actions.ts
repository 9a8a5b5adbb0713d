import { UsageError } from '../../command/command.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { ActionsError, type LoadedActions, loadActions as load } from '../../lib/bundles/load-actions.ts';

export type { LoadedActions };

/** Loads the actions of a module that somebody named on a command line. @throws UsageError when that cannot be done. */
export const loadActions = (path: string): Promise<LoadedActions> =>
  load(path, keptBundles()).catch((error: unknown) => {
    throw error instanceof ActionsError ? new UsageError(error.message, { cause: error }) : error;
  });
