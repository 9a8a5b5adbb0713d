import { openStage } from '../workers/stage.ts';
import type { StartWorker } from '../workers/workers.ts';
import { watchMemory } from './process-memory.ts';

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
  await using stage = await openStage(folder, provider);
  const ids: string[] = [];
  for (let count = 0; count < number; count++) ids.push(await stage.submit(input));
  const memory = watchMemory();
  const started = performance.now();
  await using _worker = await start(stage);
  await Promise.all(ids.map((jobId) => stage.services.controlPlane.jobs.waitFor(jobId, ['Succeeded'])));
  return { seconds: (performance.now() - started) / 1000, peakMib: memory.stop() };
}
