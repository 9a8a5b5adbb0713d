import { type Command, type CommandSurroundings, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { PHASES } from '../../lambda/job/ports.ts';
import { type Deployment, deploymentOptions, findDeployment } from '../deployment.ts';
import { readQueueDepth } from './job-queue.ts';
import { listJobs, pageOptions } from './list-jobs.ts';
import { notePause } from './polling-pause.ts';
import { scanJobs } from './scan-jobs.ts';

/** `partner-action jobs list`: the newest jobs, and how full the queues are. */
export const listCommand: Command = async (args, surroundings) => {
  const { values } = parseFlags(args, { ...deploymentOptions, ...pageOptions, scan: { type: 'boolean' } });
  const { phase, client: clientId, scan, before, json } = values;
  if (scan && before !== undefined)
    throw new UsageError('--scan reads every entry at once; --before goes on in the index.');
  const filter = { phases: readPhases(phase), clientId };
  const deployment = findDeployment(values, surroundings.environment);
  await (scan ? scanJobs : listJobs)(deployment, filter, values, surroundings);
  if (json) return;
  await notePause(deployment, surroundings);
  await noteQueues(deployment, surroundings);
};

/** The phases of a flag, separated by commas. @throws UsageError for what is not one. */
export function readPhases(given: string | undefined): readonly string[] | undefined {
  const wanted = given?.split(',');
  if (wanted === undefined || wanted.every((phase) => PHASES.some((one) => one === phase)))
    return wanted && [...new Set(wanted)];
  throw new UsageError(`--phase is one of ${PHASES.join(', ')}, or several separated by commas.`);
}

/** How full the queues are, of those that are known. */
async function noteQueues(deployment: Deployment, { note }: CommandSurroundings): Promise<void> {
  const queues = [
    ['Queue', deployment.find('queueUrl')],
    ['Dead letters', deployment.find('deadLetterQueueUrl')],
  ] as const;
  for (const [name, url] of queues) {
    if (url === undefined) continue;
    const { waiting, hidden } = await readQueueDepth(url, deployment.configOf('sqs'));
    note(`${name}: about ${waiting} waiting, ${hidden} received or delayed.`);
  }
}
