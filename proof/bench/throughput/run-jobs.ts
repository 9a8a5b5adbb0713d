import { join } from 'node:path';
import { type Bundle, type BundleName, bundleAll } from '../../../lib/bundles/bundles.ts';
import { startFunctions } from '../../../local/program/functions.ts';
import { type Services, startServices } from '../../../local/program/services.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { anyFreePorts, type Endpoints, serviceNames } from '../../../model/local/services.ts';
import { bundleScripts } from '../bundle-scripts.ts';
import { startChild } from '../children.ts';
import { startCountingProxy } from '../counting-proxy.ts';
import { actions } from './actions.ts';
import { watchMemory } from './process-memory.ts';
import type { ReferenceSettings } from './reference-settings.ts';

/** Of both workers: jobs at a time, seconds between two polls, and milliseconds that each call to a service takes longer. */
export const [JOBS_AT_ONCE, POLL_EVERY_SECONDS, LATENCY] = [10, 2, 20];

const CLIENT = { clientId: '00000000-0000-4000-8000-000000000002', clientToken: 'token of the bench' };
const ACTIONS = join(import.meta.dirname, 'actions.ts');

/** A worker that was started, and what ends it. */
type StartWorker = (stage: Stage) => Promise<AsyncDisposable>;

/** The services, each behind a proxy that makes every call wait. */
interface Stage {
  services: Services;
  endpoints: Endpoints;
  actionTypeId: ActionTypeId;
}

export interface JobsRun {
  /** From the start of the worker, which is cold, to the success of the last job. */
  seconds: number;
  peakMib: number | undefined;
}

export interface Jobs {
  provider: string;
  number: number;
  /** The input artifact of each; those without one have no output either. */
  input?: string | undefined;
}

/** Has a worker do jobs that all wait when it starts, on services of its own. @throws Error when one of them fails. */
export async function runJobs(folder: string, { provider, number, input }: Jobs, start: StartWorker): Promise<JobsRun> {
  await using stack = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => stack.adopt(one, (started) => started.close());
  const actionTypes = actions.map(({ type }) => type);
  const services = closed(await startServices({ ports: anyFreePorts, state: join(folder, 'state'), actionTypes }));
  const { controlPlane, artifactStore: s3, sqs, dynamodb } = services;
  const behind = { codepipeline: controlPlane, s3, sqs, dynamodb };
  const proxies = await Promise.all(
    serviceNames.map(
      async (name) => [name, closed(await startCountingProxy(name, behind[name], LATENCY)).url] as const,
    ),
  );
  await controlPlane.jobs.putClient(CLIENT.clientId, CLIENT.clientToken);
  const actionTypeId = actionTypes.find((one) => one.provider === provider);
  if (actionTypeId === undefined) throw new Error(`There is no action ${provider}`);
  const ids: string[] = [];
  for (let count = 0; count < number; count++) {
    const artifacts = input && { inputArtifacts: [{ name: 'Source', path: input }], outputArtifacts: ['Report'] };
    const job = { actionTypeId, clientId: CLIENT.clientId, configuration: {}, ...artifacts };
    ids.push((await controlPlane.jobs.submit(job)).jobId);
  }
  const memory = watchMemory();
  const started = performance.now();
  stack.use(await start({ services, endpoints: Object.fromEntries(proxies) as Endpoints, actionTypeId }));
  await Promise.all(ids.map((jobId) => controlPlane.jobs.waitFor(jobId, ['Succeeded'])));
  return { seconds: (performance.now() - started) / 1000, peakMib: memory.stop() };
}

/** Bundles both workers as they are deployed. @returns what starts each of them. */
export async function bundleWorkers(folder: string): Promise<{ ours: StartWorker; reference: StartWorker }> {
  const bundles = await bundleAll(join(folder, 'bundles'), ACTIONS);
  await bundleScripts([join(import.meta.dirname, 'reference-worker.ts')], folder);
  return { ours: startOurs(bundles), reference: startReference(join(folder, 'reference-worker.mjs')) };
}

const startOurs =
  (bundles: Readonly<Record<BundleName, Bundle>>): StartWorker =>
  async ({ services, endpoints, actionTypeId }) => {
    const functions = await startFunctions(services, {
      made: { bundles, actionTypes: [actionTypeId] },
      endpoints,
      pollEverySeconds: POLL_EVERY_SECONDS,
      maximumConcurrency: JOBS_AT_ONCE,
      onLog: () => {},
      onError: () => {},
    });
    return { [Symbol.asyncDispose]: () => functions.close() };
  };

const startReference =
  (script: string): StartWorker =>
  async ({ endpoints, actionTypeId }) => {
    const settings: ReferenceSettings = {
      ...{ endpoints, actionTypeId, clientToken: CLIENT.clientToken },
      ...{ pollEverySeconds: POLL_EVERY_SECONDS, jobsAtOnce: JOBS_AT_ONCE },
    };
    const child = startChild(process.execPath, [script, JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return {
      async [Symbol.asyncDispose]() {
        child.kill('SIGKILL');
      },
    };
  };
