import type { Action } from '../job/action.ts';
import { rehearsal } from './rehearsal.ts';

/** What the worker serves in rehearsals, in place of `index.ts`. */
export const actions: readonly Action[] = [rehearsal];
