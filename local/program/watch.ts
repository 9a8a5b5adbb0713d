import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { UsageError } from '../../command/command.ts';
import { formatSeconds } from '../../command/text.ts';
import { bundle, stopBundling } from '../../lib/bundles/bundles.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { escapeText } from '../../model/escape.ts';
import { type LoadedActions, loadActions } from '../actions/load-actions.ts';
import { type Watched, watchFiles } from '../actions/watch-files.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import type { LambdaFunction } from '../lambda/runtime.ts';
import type { Print } from './narrate.ts';

export interface WatchOptions {
  loaded: LoadedActions;
  /** Where the bundles go, each into a folder of its own: a worker that is busy ends on the one it has. */
  folder: string;
  worker: Pick<LambdaFunction, 'deploy'>;
  jobs: Pick<LocalJobs, 'submitAgain'>;
  /** Is told of the actions as they are now. */
  onLoaded(loaded: LoadedActions): void;
  print: Print;
}

/**
 * Whenever a file of the actions is saved, bundles the worker again and runs the last job on it. What does not build is
 * told, and the worker stays as it is.
 * @returns What ends it.
 */
export function watchActions({ loaded, folder, worker, jobs, onLoaded, print }: WatchOptions): () => void {
  let current = loaded;
  let number = 0;
  const rebuild = async (): Promise<Watched> => {
    const began = performance.now();
    try {
      const next = await loadActions(loaded.module);
      number += 1;
      const { file } = await bundle('worker', join(folder, `${number}`), { actions: loaded.module });
      worker.deploy(file);
      if (typesOf(next) !== typesOf(current))
        print('  The action types are others now: start again to have them polled.');
      current = next;
      onLoaded(next);
      const took = formatSeconds(performance.now() - began, 2);
      print(`\n  Saved: bundled again in ${took}; the last job runs again.`);
      await jobs.submitAgain();
      return { files: next.files, incomplete: false };
    } catch (error) {
      const what = error instanceof UsageError ? error.message : String(error);
      print(`\n  ${escapeText(what).replaceAll('\n', '\n  ')}\n  The worker stays as it was before.`);
      return { files: current.files, incomplete: true };
    } finally {
      stopBundling();
    }
  };
  print(`  Watching ${loaded.files.length} files of the actions: save one, and the last job runs again.`);
  return watchFiles(loaded.files, rebuild);
}

const typesOf = ({ actions }: LoadedActions) => actions.map(({ type }) => actionTypeName(type)).join();
