import { join } from 'node:path';
import { bundleAll } from '../../../lib/bundles/bundles.ts';
import { type FunctionsOptions, startFunctions } from '../../../local/program/functions.ts';
import { bundleScripts } from '../bundle-scripts.ts';
import { startChild } from '../children.ts';
import type { ReferenceSettings } from './reference-settings.ts';
import { client, type Stage } from './stage.ts';
import { deliverStartEvents } from './start-events.ts';

// Of both workers.
export const JOBS_AT_ONCE = 10;

/** Starts a worker on a stage, cold; it is gone when what comes back is disposed of. */
export type StartWorker = (stage: Stage) => Promise<AsyncDisposable>;

interface Polling extends Pick<FunctionsOptions, 'pollEvery'> {
  /** Milliseconds until the event of an action's start wakes the poller; without it there are no such events. */
  eventsIn?: number;
}

interface Workers {
  /** As it is deployed. */
  ours(polling: Polling): StartWorker;
  /** @param pollEverySeconds The pause after a poll that did not bring all that it asked for. */
  plain(pollEverySeconds: number): StartWorker;
}

/** The two workers that stand side by side: bundles both as Lambda functions are. */
export async function bundleWorkers(folder: string): Promise<Workers> {
  const bundles = await bundleAll(join(folder, 'bundles'), join(import.meta.dirname, 'actions.ts'));
  await bundleScripts([join(import.meta.dirname, 'reference-worker.ts')], folder);
  const script = join(folder, 'reference-worker.mjs');
  return {
    ours:
      ({ pollEvery, eventsIn }) =>
      async ({ services, endpoints, integration, actionTypeId }) => {
        const onError = () => {};
        const functions = await startFunctions(services, {
          made: { bundles, actionTypes: [actionTypeId] },
          ...{ endpoints, integration, pollEvery, maximumConcurrency: JOBS_AT_ONCE },
          onLog: () => {},
          onError,
        });
        const { recorder } = services.controlPlane;
        const { invoke } = functions.poller;
        const stopEvents =
          eventsIn === undefined ? () => {} : deliverStartEvents({ recorder, invoke, onError, deliveredIn: eventsIn });
        return {
          [Symbol.asyncDispose]: () => {
            stopEvents();
            return functions.close();
          },
        };
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
