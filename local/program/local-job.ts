import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ActionFacts, chooseAction } from '../actions/action-facts.ts';
import type { JobStatus } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import { describeJob, type GivenArtifact } from './describe-job.ts';
import { followJob } from './run-jobs.ts';
import { writeFiles } from './sample.ts';

/**
 * A job for a test to submit.
 *
 * @example
 * const wish: SubmittedWish = {
 *   configuration: { MaxWords: '100' },
 *   inputs: { Source: { 'a.txt': 'one two three' } },
 * };
 */
export interface SubmittedWish {
  /** The action, by the name of its provider in lower case; by default the first of the list. */
  readonly action?: string;
  /** Each property's value as a customer enters it. */
  readonly configuration?: Record<string, string>;
  /** Each input artifact by its name: a path of an archive or a folder, or the texts of files by their paths. */
  readonly inputs?: Readonly<Record<string, string | Record<string, string>>>;
}

/**
 * A submitted job.
 *
 * @example
 * const scan = await local.submit({ inputs: { Source: './docs' } });
 * await scan.reaches('InProgress');
 * const { status } = await scan.outcome();
 */
export interface LocalJob {
  /** The ID of its first round; a job that continues has another one in each round. */
  readonly jobId: string;
  /** Waits until its first round has had this status. @throws Error when it ends without it, or everything is closed first. */
  reaches(status: JobStatus): Promise<void>;
  /** The last round, once it has its result: `Succeeded`, `Failed` or `TimedOut`. @throws Error when everything is closed first. */
  outcome(): Promise<JobView>;
}

/** Submits a test's job. @throws UsageError when there is no such action, or it takes other artifacts. */
export async function submitWish(
  jobs: LocalJobs,
  actions: readonly ActionFacts[],
  { action, configuration = {}, inputs = {} }: SubmittedWish,
  temporaryFolder: string,
): Promise<LocalJob> {
  const artifacts: GivenArtifact[] = [];
  for (const [name, given] of Object.entries(inputs)) {
    const path = typeof given === 'string' ? resolve(given) : await writeFolder(temporaryFolder, given);
    artifacts.push({ name, path });
  }
  const { jobId } = await jobs.submit(describeJob(chooseAction(actions, action), artifacts, configuration));
  return {
    jobId,
    reaches: async (status) => void (await jobs.waitFor(jobId, [status])),
    outcome: () => followJob(jobs, jobId),
  };
}

const writeFolder = async (into: string, files: Record<string, string>) =>
  await writeFiles(await mkdtemp(join(into, 'input-')), files);
