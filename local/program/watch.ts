import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { formatSeconds } from '../../command/text.ts';
import { type Bundling, openBundling } from '../../lib/bundles/bundles.ts';
import { ActionsError, type ActionsModule, type LoadedActions, openActions } from '../../lib/bundles/load-actions.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { escapeText } from '../../model/escape.ts';
import type { Integration } from '../../model/integration.ts';
import { type Watched, watchFiles } from '../actions/watch-files.ts';
import type { ControlPlane } from '../codepipeline/control-plane.ts';
import { InvalidSubmission } from '../codepipeline/local-api/submission.ts';
import type { LambdaFunction } from '../lambda/runtime.ts';
import type { Print } from './narrate.ts';
import { actionTypesFor, ownedBy } from './owned-actions.ts';

interface WatchOptions {
  loaded: LoadedActions;
  /** Where the bundles go, each into a folder of its own: a worker that is busy ends on the one it has. */
  folder: string;
  worker: Pick<LambdaFunction, 'deploy'>;
  controlPlane: Pick<ControlPlane, 'jobs' | 'replaceActions'>;
  integration: Integration;
  /** Is told of the actions as they are now. */
  onLoaded(loaded: LoadedActions): void;
  /** Is told that what was saved was built, or why not. */
  onBuilt(problem?: string): void;
  print: Print;
}

/**
 * Whenever a file of the actions is saved, bundles the worker again and runs the last job on it. Where that does not
 * build, the worker stays as it is.
 * @returns What ends it, except for a bundling that is on its way.
 */
export function watchActions(options: WatchOptions): () => void {
  const { loaded, folder, worker, controlPlane, integration, onLoaded, onBuilt, print } = options;
  let current = loaded;
  let number = 0;
  const opening = open(loaded.module, folder);
  // What there is to complain about is told when something was saved.
  opening.catch(() => undefined);
  const bundleAgain = async () => {
    const { module, bundling } = await opening;
    number += 1;
    // Both at a time. What is wrong with the list is told rather than what is wrong with the bundle of it.
    const [next, made] = await Promise.allSettled([module.load(), bundling.write(join(folder, `${number}`))]);
    if (next.status === 'rejected') throw next.reason;
    if (made.status === 'rejected') throw made.reason;
    const actions = ownedBy(integration, next.value.actions);
    return { next: { ...next.value, actions }, file: made.value.file };
  };
  const tellMisfit = (error: unknown) => {
    if (!(error instanceof InvalidSubmission)) throw error;
    print(`  It does not fit the action as it is now: ${escapeText(error.message)}`);
  };
  const rebuild = async (): Promise<Watched> => {
    const began = performance.now();
    try {
      const { next, file } = await bundleAgain();
      controlPlane.replaceActions(next.actions, actionTypesFor(integration, next.actions).customActionTypes ?? []);
      worker.deploy(file);
      onBuilt();
      if (typesOf(next) !== typesOf(current))
        print('  The action types are others now: start again to have them polled.');
      current = next;
      onLoaded(next);
      const took = formatSeconds(performance.now() - began, 2);
      print(`\n  Saved: bundled again in ${took}; the last job runs again.`);
      await controlPlane.jobs.submitAgain().catch(tellMisfit);
      return { files: next.files, incomplete: false };
    } catch (error) {
      const what = error instanceof ActionsError ? error.message : String(error);
      onBuilt(`${what}\nThe worker stays as it was before.`);
      return { files: current.files, incomplete: true };
    }
  };
  print(`  Watching ${loaded.files.length} files of the actions: save one, and the last job runs again.`);
  return watchFiles(loaded.files, rebuild);
}

/** Opens what is bundled again and again, and bundles the worker once: from then on only what was saved is read. */
async function open(path: string, folder: string): Promise<{ module: ActionsModule; bundling: Bundling }> {
  await mkdir(folder);
  const module = await openActions(path, folder);
  const bundling = await openBundling('worker', { actions: path });
  await bundling.write(join(folder, 'first')).catch(() => undefined);
  return { module, bundling };
}

const typesOf = ({ actions }: LoadedActions) => actions.map(({ type }) => actionTypeName(type)).join();
