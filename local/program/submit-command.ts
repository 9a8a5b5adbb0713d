import { stripVTControlCharacters } from 'node:util';
import { callOf } from '../../command/call.ts';
import { type Command, Refusal, type Surroundings, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { readPorts } from '../../command/ports.ts';
import type { Clock } from '../../model/clock.ts';
import { localPorts } from '../../model/local/services.ts';
import { chooseAction } from '../actions/action-facts.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import { requireFolderOf, requireReadable } from './check-options.ts';
import { readConfiguration } from './configuration.ts';
import { describeJob } from './describe-job.ts';
import { allHelp, jobFlags, readArtifact, readJobWish, settingHelp } from './job-wish.ts';
import { type LocalApiClient, localApiAt } from './local-api-client.ts';
import { printOutcome } from './print-outcome.ts';
import { copyOutputs } from './run-jobs.ts';

const LOOK_EVERY_MILLISECONDS = 200;
const ENDS: readonly string[] = ['Succeeded', 'Failed', 'TimedOut'];

const help = `Sends a job to a running ${callOf('start')}, and follows it to its outcome.

  ${callOf('submit', '[NAME=]PATH… [--action NAME] [--set NAME=VALUE]… [--output PATH]')}

  [NAME=]PATH                      an input artifact: a zip, tar or tar.gz, or a folder; as many as the action takes
  --action NAME                    the action, by the name of its provider; the first of the list when left out
${allHelp}
${settingHelp}
  --json                           the outcome as one line of JSON on standard output, all else on standard error
  --port N                         where the control plane is (${localPorts.codepipeline.standard}; or ${localPorts.codepipeline.variable})
  --help                           this text

  Exit code: 0 the job succeeded, 1 it failed or nothing answers, 2 wrong use.
`;

const { artifact: _, ...wishFlags } = jobFlags;
const FLAGS = { ...wishFlags, port: { type: 'string' }, json: { type: 'boolean' } } as const;

/** `partner-action submit`: a job for a running `partner-action start`. */
export const submitCommand: Command = withHelp(help, async (args, surroundings) => {
  const { environment, clock, print, note, exitWith } = surroundings;
  const { values, operands } = parseFlags(args, FLAGS, 'any');
  const paths = pathsOf(environment);
  const api = localApiAt(readPorts(values, environment).codepipeline);
  const wish = readJobWish(values);
  const output = wish.output === undefined ? undefined : paths.place(wish.output);
  if (output !== undefined) await requireFolderOf(output);
  const artifacts = operands.map((text) => readArtifact(text, paths.find));
  for (const { path } of artifacts) await requireReadable(path);

  const actions = await api.actions();
  if (actions.length === 0)
    throw new Refusal('That control plane serves no action: it was started with --services-only.');
  const action = chooseAction(actions, wish.action);
  const configuration = await readConfiguration(wish.settings, action.properties, environment, paths);
  const submitted = await api.submit({
    ...describeJob(action, artifacts, configuration),
    ...(wish.all && { includeIgnored: true }),
  });
  const say = values.json ? note : print;
  for (const remark of [submitted.note, ...(submitted.leftOut ?? [])]) if (remark !== undefined) say(`  ${remark}`);
  const last = await follow(api, submitted.jobId, clock, say);
  await tell(last, output, values.json ?? false, surroundings);
  if (last.status !== 'Succeeded') exitWith(1);
});

/** Tells each change of a job and of the rounds after it; gives the last round once it is over. */
async function follow(api: LocalApiClient, jobId: string, clock: Clock, say: (line: string) => void): Promise<JobView> {
  for (let told = 0; ; await clock.sleep(LOOK_EVERY_MILLISECONDS)) {
    const job = await api.show(jobId);
    for (const { status, at } of job.transitions.slice(told)) say(`  ${jobId.slice(0, 8)}  ${at}  ${status}`);
    told = job.transitions.length;
    if (!ENDS.includes(job.status)) continue;
    return job.continuedAs === undefined ? job : await follow(api, job.continuedAs, clock, say);
  }
}

async function tell(
  job: JobView,
  output: string | undefined,
  isJson: boolean,
  { print, printText, note }: Surroundings,
): Promise<void> {
  if (isJson) print(JSON.stringify(job));
  else await printOutcome(job, (lines) => printText(stripVTControlCharacters(lines)));
  if (output !== undefined) await copyOutputs(job, output, isJson ? note : print);
}
