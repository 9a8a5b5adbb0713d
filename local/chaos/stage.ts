import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClosingStack } from '../../command/closing-stack.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import type { Progress } from '../../command/progress.ts';
import type { Action } from '../../lambda/index.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import type { Integration } from '../../model/integration.ts';
import { modulePath } from '../../model/module-path.ts';
import type { FunctionsOptions } from '../program/functions.ts';
import { actionTypesFor, ownedBy } from '../program/owned-actions.ts';
import type { ServicesOptions } from '../program/services.ts';
import { type MachineWatch, watchMachine } from './machine.ts';
import type { OtherRelease } from './other-release.ts';
import { actions } from './rehearsal/actions.ts';
import type { Timing } from './timing.ts';

const ACTIONS = modulePath(import.meta.url, './rehearsal/actions');

/** The parts that all rehearsals share. */
export interface Stage extends AsyncDisposable {
  made: NonNullable<FunctionsOptions['made']>;
  /** The modules of another release, which takes turns with this one. */
  others?: OtherRelease | undefined;
  timing: Timing;
  workers: number;
  integration: Integration;
  /** Polls as a deployment with this `pollEvery` does. */
  pollEvery?: number | undefined;
  /** The action types with which the control plane is started. */
  known: Pick<ServicesOptions, 'actionTypes' | 'customActionTypes'>;
  /** Kill points that were struck in any rehearsal. */
  covered: Set<string>;
  stop: AbortSignal;
  machine: Pick<MachineWatch, 'worst'>;
  progress: Pick<Progress, 'begin'>;
}

interface StageOptions
  extends Pick<Stage, 'timing' | 'workers' | 'integration' | 'pollEvery' | 'stop' | 'others' | 'progress'> {
  /** An author's own actions, in the place of ours. */
  own?: { module: string; actions: readonly Action[] } | undefined;
  /** A folder in which the bundles are left for rehearsals of other releases. */
  keepBundles?: string | undefined;
}

/** Bundles the functions as they are deployed, except for the worker's actions. */
export async function openStage(options: StageOptions): Promise<Stage> {
  await using opening = createClosingStack();
  const folder = options.keepBundles ?? (await mkdtemp(join(tmpdir(), 'chaos-bundles-')));
  if (options.keepBundles === undefined) opening.defer(() => rm(folder, { recursive: true, force: true }));
  const { module, actions: listed } = options.own ?? { module: ACTIONS, actions };
  const owned = ownedBy(options.integration, listed);
  const made = {
    bundles: await bundleAll(folder, module, { kept: keptBundles() }),
    actionTypes: owned.map(({ type }) => type),
  };
  const known = actionTypesFor(options.integration, owned);
  const machine = opening.use(watchMachine(options.timing.leaseSeconds));
  const opened = opening.move();
  return { ...options, made, known, machine, covered: new Set(), [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
