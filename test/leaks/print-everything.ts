import { succeeded } from '../../lambda/action/outcome.ts';
import { createWorker, createWorkerAt } from '../../lambda/worker.ts';
import { startActionThread } from '../../lambda/workplace/action-thread.ts';
import { deliver, type Fate } from '../lambda/middleware/deliver.ts';
import { createWorld } from '../lambda/middleware/world.ts';
import { CRASH, leakyAction, TURN } from './action.ts';

interface LeaksEvent {
  /** The configuration of the job. */
  configuration: Record<string, string>;
  /** Whether the action runs in a thread of its own. */
  threaded: boolean;
}

/** Serves one job whose action prints its secrets, or crashes with one. */
export async function handler({ configuration, threaded }: LeaksEvent): Promise<Fate> {
  const world = createWorld();
  world.addJob({ configuration, inputArtifacts: [], outputArtifacts: [] });
  await world.poll();
  const ports = world.workerPorts(async () => succeeded());
  const crash = process.env[CRASH];
  const environment = { [TURN]: process.env[TURN] ?? '0', ...(crash !== undefined && { [CRASH]: crash }) };
  const entry = new URL('./action-thread.ts', import.meta.url);
  const worker = threaded
    ? createWorkerAt(ports, () => startActionThread(entry, { environment }))
    : createWorker(ports, [leakyAction]);
  return await deliver(world.queue, worker, world.clock);
}
