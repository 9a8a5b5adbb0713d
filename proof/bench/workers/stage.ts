import { join } from 'node:path';
import { actionTypesFor, ownedBy } from '../../../local/program/owned-actions.ts';
import { type Services, startServices } from '../../../local/program/services.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { Integration } from '../../../model/integration.ts';
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
  integration: Integration;
  actionTypeId: ActionTypeId;
  /** Queues a job of the stage's action type. @param input Its input artifact; without one it has no output either. @returns its ID */
  submit(input?: string): Promise<string>;
}

/**
 * @param provider Of the action that the worker serves.
 * @param integration Who owns the action.
 */
export async function openStage(
  folder: string,
  provider: string,
  integration: Integration = 'third-party',
): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => starting.adopt(one, (started) => started.close());
  const owned = ownedBy(integration, actions).filter(({ type }) => type.provider === provider);
  const [actionTypeId] = owned.map(({ type }) => type);
  if (actionTypeId === undefined) throw new Error(`There is no action ${provider}`);
  const state = join(folder, 'state');
  const known = actionTypesFor(integration, owned);
  const services = closed(await startServices({ ports: anyFreePorts, state, ...known }));
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
    ...{ services, endpoints, integration, actionTypeId },
    async submit(input) {
      const artifacts = input && { inputArtifacts: [{ name: 'Source', path: input }], outputArtifacts: ['Report'] };
      const of = integration === 'third-party' && { clientId: client.clientId };
      const job = { actionTypeId, configuration: {}, ...of, ...artifacts };
      return (await controlPlane.jobs.submit(job)).jobId;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
