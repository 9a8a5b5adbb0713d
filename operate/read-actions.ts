import type { CommandSurroundings } from '../command/command.ts';
import type { Action } from '../lambda/action/action.ts';

/**
 * Loads the actions of a module for a command: of the one that --actions names, or of the usual one when it is left out. The
 * caller of a command gives it, because no command here loads an author's code by itself.
 */
export type ReadActions = (
  given: string | undefined,
  environment: CommandSurroundings['environment'],
) => Promise<{ actions: readonly Action[] }>;
