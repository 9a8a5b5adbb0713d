/**
 * The message of the log line with which an action says how far it has come. The local program and page look for it in the
 * worker's log, and so does the test of an action.
 */
export const PROGRESS = 'progress';

/** What every line carries that an action wrote, by its log or on its standard streams. */
export const LOGGED_BY_ACTION = { loggedBy: 'action' } as const;
