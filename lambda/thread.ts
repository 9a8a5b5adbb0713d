/**
 * What the thread of an action starts with. It leads to nothing that only the worker needs: each thread loads all that this
 * module leads to.
 */
export type { Action } from './action/action.ts';
export { artifactsWhenNeeded } from './workplace/artifacts-when-needed.ts';
export { serveAction } from './workplace/serve-action.ts';
