import type { JobView } from '../../../local/codepipeline/local-api/job-view.ts';
import { type Clock, systemClock } from '../../../model/clock.ts';
import { compareContents } from '../pipeline/compare-contents.ts';
import { openStage } from '../workers/stage.ts';
import type { StartWorker } from '../workers/workers.ts';
import { type ProcessUsage, watchProcesses } from './process-usage.ts';

/** Milliseconds without the end of any job after which those that are left count as lost. A lease lasts two minutes. */
const MAX_SILENCE = 5 * 60_000;

export interface JobsRun {
  /** From the start of the worker, which is cold, to the success of the last job. */
  seconds: number;
  /** Of the worker's processes; undefined where that cannot be looked up. */
  usage: ProcessUsage | undefined;
  /** Of the services, which answer both workers in this process. */
  servicesCpuSeconds: number;
}

export interface Jobs {
  provider: string;
  number: number;
  /** The input artifact of each job, whose output artifact must hold the same files. Jobs without one have no output either. */
  input?: string | undefined;
}

/**
 * Has a worker do jobs that all wait when it starts, on services of its own.
 * @throws Error when a job fails or is lost, or its output artifact is not what it should be.
 */
export async function runJobs(
  folder: string,
  { provider, number, input }: Jobs,
  start: StartWorker,
  clock: Clock = systemClock,
): Promise<JobsRun> {
  await using stage = await openStage(folder, provider);
  const ids: string[] = [];
  for (let count = 0; count < number; count++) ids.push(await stage.submit(input));
  const processes = watchProcesses();
  const before = process.cpuUsage();
  const started = performance.now();
  await using _worker = await start(stage);
  const { jobs } = stage.services.controlPlane;
  const done = await allOf(
    ids.map((jobId) => jobs.waitFor(jobId, ['Succeeded'])),
    clock,
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const run = { seconds, usage: processes.stop(), servicesCpuSeconds: (user + system) / 1e6 };
  if (input !== undefined) for (const job of done) await requireOutput(job, input);
  return run;
}

/** @throws Error when one of them fails, or when none has ended for too long. */
async function allOf(jobs: readonly Promise<JobView>[], clock: Clock): Promise<JobView[]> {
  const running = new Set(jobs);
  for (const job of jobs) {
    job.then(
      () => running.delete(job),
      () => undefined,
    );
  }
  while (running.size > 0) {
    const over = new AbortController();
    const silence = clock.sleep(MAX_SILENCE, over.signal).then(() => {
      if (!over.signal.aborted) throw new Error(`The worker has lost ${running.size} of ${jobs.length} jobs`);
    });
    await Promise.race([...running, silence]).finally(() => over.abort());
  }
  return await Promise.all(jobs);
}

async function requireOutput({ jobId, outputArtifacts }: JobView, input: string): Promise<void> {
  const [output] = outputArtifacts;
  if (output?.path === undefined) throw new Error(`Job ${jobId} succeeded without its output artifact`);
  await compareContents(input, output.path, (content) => content);
}
