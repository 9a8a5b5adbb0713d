import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../command/command.ts';
import { escapeLine } from '../../model/escape.ts';
import { FINAL_STATUSES } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import type { Narrator, Print } from './narrate.ts';

/** Submits a job and follows it, round after round, to its end. */
export async function runJob(
  jobs: Pick<LocalJobs, 'submit' | 'waitFor'>,
  submission: JobSubmission,
  output: string | undefined,
  { print, tellOutcome }: Narrator,
): Promise<JobView> {
  const { jobId, leftOut = [] } = await jobs.submit(submission);
  for (const sentence of leftOut) print(`  ${escapeLine(sentence)}`);
  const last = await followJob(jobs, jobId);
  await tellOutcome(last);
  if (output !== undefined) await copyOutputs(last, output, print);
  return last;
}

/** The last round of a job, once it has its result. */
export async function followJob(jobs: Pick<LocalJobs, 'waitFor'>, jobId: string): Promise<JobView> {
  const round = await jobs.waitFor(jobId, FINAL_STATUSES);
  return round.continuedAs === undefined ? round : await followJob(jobs, round.continuedAs);
}

/** Copies what a job has uploaded: each artifact into a folder, or the only one to a file. @throws UsageError */
export async function copyOutputs({ outputArtifacts }: JobView, output: string, print: Print): Promise<void> {
  const uploaded = outputArtifacts.flatMap(({ name, path }) => (path === undefined ? [] : [{ name, path }]));
  if (uploaded.length === 0) print('  There is no output artifact to copy.');
  const isFolder = (await stat(output).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder && uploaded.length > 1) {
    throw new UsageError(
      `--output ${output} must be a folder that exists: there are ${uploaded.length} output artifacts.`,
    );
  }
  for (const { name, path } of uploaded) {
    const file = isFolder ? join(output, `${name}.zip`) : output;
    await copyFile(path, file);
    print(`  copied to ${escapeLine(file)}`);
  }
}
