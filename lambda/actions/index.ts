import type { Action } from '../index.ts';
import { artifactGuard } from './artifact-guard.ts';
import { remoteRun } from './remote-run.ts';

/** The actions that this worker serves. */
export const actions: readonly Action[] = [artifactGuard, remoteRun];
