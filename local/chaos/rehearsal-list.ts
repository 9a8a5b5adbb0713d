import type { Action } from '../../lambda/index.ts';
import { rehearsal } from './rehearsal.ts';

/** The actions that the worker serves in rehearsals, in place of `index.ts`. */
export const actions: readonly Action[] = [rehearsal];
