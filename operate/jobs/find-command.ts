import { type Command, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { deploymentOptions, findDeployment } from '../deployment.ts';
import { readPhases } from './list-command.ts';
import { listJobs, pageOptions } from './list-jobs.ts';

/** `partner-action jobs find`: the jobs that a customer asks about, by pipeline, stage, action or execution. */
export const findCommand: Command = async (args, surroundings) => {
  const { values } = parseFlags(args, {
    ...deploymentOptions,
    ...pageOptions,
    pipeline: { type: 'string' },
    stage: { type: 'string' },
    action: { type: 'string' },
    execution: { type: 'string' },
  });
  const { pipeline, stage, action, execution, phase, client } = values;
  if ([pipeline, stage, action, execution].every((given) => given === undefined))
    throw new UsageError('Give at least one of --pipeline, --stage, --action and --execution. See --help.');
  const names = { pipelineName: pipeline, stageName: stage, actionName: action, executionId: execution };
  const deployment = findDeployment(values, surroundings.environment);
  await listJobs(deployment, { ...names, clientId: client, phases: readPhases(phase) }, values, surroundings);
};
