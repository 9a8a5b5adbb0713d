import type { Action } from '../../lambda/index.ts';
import { rehearsal } from './rehearsal.ts';

/** What the worker serves in rehearsals, in place of `index.ts`. */
export const actions: readonly Action[] = [rehearsal];
