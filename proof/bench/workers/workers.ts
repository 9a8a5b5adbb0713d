import { join } from 'node:path';
import { bundleAll } from '../../../lib/bundles/bundles.ts';
import { type FunctionsOptions, startFunctions } from '../../../local/program/functions.ts';
import { bundleScripts } from '../bundle-scripts.ts';
import { startChild } from '../children.ts';
import type { ReferenceSettings } from './reference-settings.ts';
import { client, type Stage } from './stage.ts';

/** Of both workers. */
export const JOBS_AT_ONCE = 10;

/** Starts a worker on a stage, cold; it is gone when what comes back is disposed of. */
export type StartWorker = (stage: Stage) => Promise<AsyncDisposable>;

/** The two workers that stand side by side. */
export interface Workers {
  /** As it is deployed. @param polling One of both, in seconds. */
  ours(polling: Pick<FunctionsOptions, 'pollEvery' | 'pollEverySeconds'>): StartWorker;
  /** @param pollEverySeconds The pause after a poll that did not bring all that it asked for. */
  plain(pollEverySeconds: number): StartWorker;
}

/** Bundles both as Lambda functions are. */
export async function bundleWorkers(folder: string): Promise<Workers> {
  const bundles = await bundleAll(join(folder, 'bundles'), join(import.meta.dirname, 'actions.ts'));
  await bundleScripts([join(import.meta.dirname, 'reference-worker.ts')], folder);
  const script = join(folder, 'reference-worker.mjs');
  return {
    ours:
      (polling) =>
      async ({ services, endpoints, actionTypeId }) => {
        const functions = await startFunctions(services, {
          made: { bundles, actionTypes: [actionTypeId] },
          ...{ endpoints, ...polling, maximumConcurrency: JOBS_AT_ONCE },
          onLog: () => {},
          onError: () => {},
        });
        return { [Symbol.asyncDispose]: () => functions.close() };
      },
    plain:
      (pollEverySeconds) =>
      async ({ endpoints, actionTypeId }) => {
        const settings: ReferenceSettings = {
          ...{ endpoints, actionTypeId, pollEverySeconds },
          ...{ clientToken: client.clientToken, jobsAtOnce: JOBS_AT_ONCE },
        };
        const child = startChild(process.execPath, [script, JSON.stringify(settings)], { stdio: 'inherit' });
        return {
          async [Symbol.asyncDispose]() {
            child.kill('SIGKILL');
          },
        };
      },
  };
}
