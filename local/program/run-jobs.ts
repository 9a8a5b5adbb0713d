import { copyFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Starting } from '../../command/starting.ts';
import type { Action } from '../../lambda/index.ts';
import { escapeLine } from '../../model/escape.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { StartOptions } from './command-line.ts';
import { type Print, printOutcome } from './narrate.ts';
import { copyRepository, plantCredentials } from './sample.ts';
import type { Services } from './services.ts';

/** What a job needs to run, and who is told of it. */
interface Running {
  options: StartOptions;
  action: Action;
  services: Services;
  /** Copies the samples, and closes what it began after them. */
  starting: Starting;
  print: Print;
}

/** Runs the user's job, or the samples; returns the last one. */
export async function runJobs(running: Running): Promise<JobView> {
  const { options, action, services, starting, print } = running;
  const { artifact, output, once: onlyOne } = options;
  if (artifact !== undefined || action.inputs.minimum === 0) {
    return await runJob(running, artifact && resolve(artifact), output);
  }
  print("  The main job: this repository's own files.");
  const repository = await starting.begin(copyRepository(services.temporaryFolder));
  const main = await runJob(running, repository, output);
  if (onlyOne) return main;
  print('\n  A second job that must fail: a folder with planted credentials, which are made up.');
  const planted = await starting.begin(plantCredentials(services.temporaryFolder));
  return await runJob(running, planted, undefined);
}

async function runJob(
  { options: { configuration }, action, services, print }: Running,
  artifact: string | undefined,
  output: string | undefined,
): Promise<JobView> {
  const { jobs } = services.controlPlane;
  let { jobId } = await jobs.submit({
    actionTypeId: action.type,
    configuration,
    inputArtifacts: artifact === undefined ? [] : [{ name: 'Source', path: artifact }],
    outputArtifacts: action.outputs.maximum > 0 ? ['Report'] : [],
    actionName: action.type.provider,
  });
  while (true) {
    const job = await jobs.waitFor(jobId, ['Succeeded', 'Failed', 'TimedOut']);
    if (job.continuedAs === undefined) {
      await printOutcome(job, print);
      if (output !== undefined) await copyOutput(job, output, print);
      return job;
    }
    jobId = job.continuedAs;
  }
}

async function copyOutput({ outputArtifacts: [artifact] }: JobView, output: string, print: Print): Promise<void> {
  if (artifact?.path === undefined) {
    print('  There is no output artifact to copy.');
    return;
  }
  const isFolder = (await stat(output).catch(() => undefined))?.isDirectory() ?? false;
  const file = isFolder ? join(output, `${artifact.name}.zip`) : output;
  await copyFile(artifact.path, file);
  print(`  copied to ${escapeLine(file)}`);
}
