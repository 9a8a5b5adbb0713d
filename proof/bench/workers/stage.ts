import { join } from 'node:path';
import { type Services, startServices } from '../../../local/program/services.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { anyFreePorts, type Endpoints, serviceNames } from '../../../model/local/services.ts';
import { startCountingProxy } from '../counting-proxy.ts';
import { actions } from './actions.ts';

/** Milliseconds that each call of a worker to a service takes longer than on this machine, whoever the worker is. */
export const LATENCY = 20;

/** The client of all jobs. */
export const client = { clientId: '00000000-0000-4000-8000-000000000002', clientToken: 'token of the bench' };

/** Services for one worker, each behind a proxy that makes every call wait. */
export interface Stage extends AsyncDisposable {
  services: Services;
  endpoints: Endpoints;
  actionTypeId: ActionTypeId;
  /** Queues a job of the stage's action type. @param input Its input artifact; without one it has no output either. @returns its ID */
  submit(input?: string): Promise<string>;
}

/** @param provider Of the action that the worker serves. */
export async function openStage(folder: string, provider: string): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => starting.adopt(one, (started) => started.close());
  const actionTypeId = actions.map(({ type }) => type).find((type) => type.provider === provider);
  if (actionTypeId === undefined) throw new Error(`There is no action ${provider}`);
  const state = join(folder, 'state');
  const services = closed(await startServices({ ports: anyFreePorts, state, actionTypes: [actionTypeId] }));
  const { controlPlane, artifactStore: s3, sqs, dynamodb } = services;
  const behind = { codepipeline: controlPlane, s3, sqs, dynamodb };
  const proxies = serviceNames.map(async (name) => {
    const proxy = closed(await startCountingProxy(name, behind[name], LATENCY));
    return [name, proxy.url] as const;
  });
  const endpoints = Object.fromEntries(await Promise.all(proxies)) as Endpoints;
  await controlPlane.jobs.putClient(client.clientId, client.clientToken);
  const started = starting.move();
  return {
    ...{ services, endpoints, actionTypeId },
    async submit(input) {
      const artifacts = input && { inputArtifacts: [{ name: 'Source', path: input }], outputArtifacts: ['Report'] };
      const job = { actionTypeId, clientId: client.clientId, configuration: {}, ...artifacts };
      return (await controlPlane.jobs.submit(job)).jobId;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
