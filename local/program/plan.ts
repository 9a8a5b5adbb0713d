import { type Process, UsageError } from '../../command/command.ts';
import type { Paths } from '../../command/paths.ts';
import type { Action } from '../../lambda/index.ts';
import { type ActionFacts, chooseAction, factsOf } from '../actions/action-facts.ts';
import type { LoadedActions } from '../actions/load-actions.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import { requireFolderOf, requireProperties, requireReadable } from './check-options.ts';
import { readConfiguration } from './configuration.ts';
import { describeJob } from './describe-job.ts';
import { type JobWish, readArtifact } from './job-wish.ts';

/** The job of the command line, checked as far as possible before anything is started. */
export interface Plan {
  readonly action: ActionFacts;
  readonly configuration: Record<string, string>;
  /** Absent where the action needs an artifact and none was given. */
  readonly submission: JobSubmission | undefined;
  readonly output: string | undefined;
}

/** @throws UsageError for what could not be run, read or written once the job is done. */
export async function planJob(
  { actions }: LoadedActions,
  wish: JobWish,
  environment: Process['env'],
  paths: Paths,
): Promise<Plan> {
  const known = actions.map((action) => ({ ...factsOf(action), action }));
  const { action, ...facts } = chooseAction(known, wish.action);
  const configuration = await readConfiguration(wish.settings, facts.properties, environment, paths);
  requireProperties(facts, configuration);
  await requireParsed(action, configuration);
  const artifacts = wish.artifacts.map((text) => readArtifact(text, paths.find));
  for (const { path } of artifacts) await requireReadable(path);
  const isComplete = artifacts.length > 0 || facts.inputs.minimum === 0;
  const described = isComplete ? describeJob(facts, artifacts, configuration) : undefined;
  const submission = described && { ...described, ...(wish.all && { includeIgnored: true }) };
  const output = wish.output === undefined ? undefined : paths.place(wish.output);
  if (output !== undefined) await requireFolderOf(output);
  return { action: facts, configuration, submission, output };
}

async function requireParsed(action: Action, configuration: Record<string, string>): Promise<void> {
  try {
    await action.parse(configuration, { local: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
