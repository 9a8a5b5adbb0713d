import type { Integration } from '../../../model/integration.ts';
import { openStage, type Stage } from '../workers/stage.ts';
import type { StartWorker } from '../workers/workers.ts';
import type { Trial } from './local-pickups.ts';

/** Opens a stage of its own for a worker that does nothing with its jobs. */
export async function beginTrial(folder: string, integration: Integration, start: StartWorker): Promise<Trial> {
  await using starting = new AsyncDisposableStack();
  const stage = starting.use(await openStage(folder, 'Nothing', integration));
  starting.use(await start(stage));
  const started = starting.move();
  return { pickUp: () => pickUp(stage), [Symbol.asyncDispose]: () => started.disposeAsync() };
}

async function pickUp({ services: { controlPlane }, submit }: Stage): Promise<number> {
  const jobId = await submit();
  const { transitions } = await controlPlane.jobs.waitFor(jobId, ['InProgress', 'Succeeded', 'Failed']);
  const [from, to] = ['Queued', 'InProgress'].map((wanted) => transitions.find(({ status }) => status === wanted)?.at);
  return Date.parse(to ?? '') - Date.parse(from ?? '');
}
