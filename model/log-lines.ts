/**
 * What the worker writes into its log and others look for there: the local narrator and page, and the tests of an action.
 * The message of a line with which an action says how far it has come.
 */
export const PROGRESS = 'progress';

/** What every line carries that an action wrote, by its log or on its standard streams. */
export const LOGGED_BY_ACTION = { loggedBy: 'action' } as const;
