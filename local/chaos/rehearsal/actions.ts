import type { Action } from '../../../lambda/index.ts';
import { rehearsalAction } from './rehearsal-action.ts';

/** The actions that the worker serves in rehearsals, in the place of a deployment's. */
export const actions: readonly Action[] = [rehearsalAction];
