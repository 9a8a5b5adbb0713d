import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actions } from '../../lambda/actions/rehearsal-list.ts';
import { bundleAll } from '../../lib/bundles.ts';
import type { FunctionsOptions } from '../functions.ts';
import type { Timing } from './timing.ts';

/** What rehearsals have in common. */
export interface Stage extends AsyncDisposable {
  made: NonNullable<FunctionsOptions['made']>;
  timing: Timing;
  workers: number;
  /** Kill points that were struck in any rehearsal. */
  covered: Set<string>;
  stop: AbortSignal;
}

/** Bundles the functions as they are deployed, but for the worker's actions. */
export async function openStage(options: Pick<Stage, 'timing' | 'workers' | 'stop'>): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-bundles-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const bundles = await bundleAll(folder, { actionList: 'actions/rehearsal-list.ts' });
    const made = { bundles, actionTypes: actions.map(({ type }) => type) };
    return { ...options, made, covered: new Set(), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
