import { stat } from 'node:fs/promises';
import type { JobView } from '../../../local/codepipeline/local-api/job-view.ts';
import { USAGE } from './actions.ts';
import { compareContents } from './compare-contents.ts';
import { startWorker } from './started-worker.ts';

/** What one job took, from its place in the queue of CodePipeline until its success. */
export interface Transformed {
  seconds: number;
  /** Of the process that did the work. */
  cpuSeconds: number;
  peakMib: number;
  /** Of the input artifact, as it is and uncompressed. */
  artifactBytes: number;
  contentBytes: number;
}

/**
 * Takes an input artifact through the action of this folder, in a new worker.
 * @param folder Is made, for services and functions.
 * @throws Error when the output artifact is not the changed input.
 */
export async function transformArtifact(zip: string, folder: string): Promise<Transformed> {
  await using worker = await startWorker(folder);
  const job = await worker.runJob(zip);
  const usage = worker
    .takeLines()
    .map(readUsage)
    .find((found) => found !== undefined);
  if (usage === undefined) throw new Error('The worker did not log what it used');
  const contentBytes = await compareContents(zip, job.outputArtifacts[0]?.path ?? '');
  return { seconds: secondsOf(job), ...usage, artifactBytes: (await stat(zip)).size, contentBytes };
}

/** Without the time that the local store takes for a copy of the input artifact, before the job is queued. */
function secondsOf({ transitions }: JobView): number {
  const [queued, succeeded] = ['Queued', 'Succeeded'].map((status) => transitions.find((one) => one.status === status));
  return (Date.parse(succeeded?.at ?? '') - Date.parse(queued?.at ?? '')) / 1000;
}

/** What the action logged last. */
function readUsage(line: string): Pick<Transformed, 'cpuSeconds' | 'peakMib'> | undefined {
  const { message, cpuSeconds, peakMib } = line.startsWith('{') ? JSON.parse(line) : {};
  return message === USAGE ? { cpuSeconds, peakMib } : undefined;
}
