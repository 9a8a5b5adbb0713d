import type { Starting } from '../../command/starting.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import { describeJob } from './describe-job.ts';
import type { Narrator } from './narrate.ts';
import type { Plan } from './plan.ts';
import { runJob } from './run-jobs.ts';
import { plantCredentials, repositoryFolder, writeProject } from './sample.ts';
import type { Services } from './services.ts';

/** Whose jobs run where, and who is told of them. */
interface PlannedRun {
  plan: Plan;
  services: Services;
  /** Writes the samples, and closes what it began after them. */
  starting: Starting;
  /** Whether these are the actions of the repository that the program runs from, and its files a sample. */
  inRepository: boolean;
  /** One job and no more. */
  once: boolean;
  narrator: Narrator;
}

/** Finds what the second sample is full of. */
const FINDS_CREDENTIALS = 'artifact-guard';

/** Runs the user's job, or one on a sample where the action needs an artifact and none was given; returns the last one. */
export async function runPlan({
  plan,
  services,
  starting,
  inRepository,
  once,
  narrator,
}: PlannedRun): Promise<JobView> {
  const { action, configuration, submission, output } = plan;
  const { jobs } = services.controlPlane;
  const { print } = narrator;
  if (submission !== undefined) return await runJob(jobs, submission, output, narrator);
  const runOn = async (path: string, copyTo?: string) => {
    const artifacts = Array.from({ length: action.inputs.minimum }, () => ({ path }));
    return await runJob(jobs, describeJob(action, artifacts, configuration), copyTo, narrator);
  };
  const folder = services.temporaryFolder;
  if (!inRepository) {
    print('  A job on a small sample; --artifact PATH runs it on files of yours.');
    return await runOn(await starting.begin(writeProject(folder)), output);
  }
  print("  The main job: this repository's own files.");
  const main = await runOn(repositoryFolder, output);
  if (once || action.name !== FINDS_CREDENTIALS) return main;
  print('\n  A second job that must fail: a folder with planted credentials, which are made up.');
  return await runOn(await starting.begin(plantCredentials(folder)));
}
