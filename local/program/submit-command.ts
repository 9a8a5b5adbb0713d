import { stripVTControlCharacters } from 'node:util';
import { callOf } from '../../command/call.ts';
import { type Command, Refusal, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { readPorts } from '../../command/ports.ts';
import { localPorts } from '../../model/local/services.ts';
import { ownValue } from '../../model/own-value.ts';
import { chooseAction } from '../actions/action-facts.ts';
import { isFinished } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalEvent } from '../events/event.ts';
import { requireFolderOf, requireProperties, requireReadable } from './check-options.ts';
import { readConfiguration } from './configuration.ts';
import { describeJob } from './describe-job.ts';
import { allHelp, jobFlags, readArtifact, readJobWish, settingHelp } from './job-wish.ts';
import { type LocalApiClient, localApiAt } from './local-api-client.ts';
import { narrate, type ToldJobs } from './narrate.ts';
import { copyOutputs } from './run-jobs.ts';

const help = `Sends a job to a running ${callOf('start')}, and follows it to its outcome.

  ${callOf('submit', '[NAME=]PATH… [--action NAME] [--set NAME=VALUE]… [--output PATH]')}

  [NAME=]PATH                      an input artifact: a zip, tar or tar.gz, or a folder; as many as the action takes
  --action NAME                    the action, by the name of its provider; the first of the list by default
${allHelp}
${settingHelp}
  --json                           prints the outcome as one line of JSON on standard output, all else on standard error
  --port N                         where the control plane is (${localPorts.codepipeline.standard}; or ${localPorts.codepipeline.variable})
  --help                           this text

  Exit code: 0 the job succeeded, 1 it failed or nothing answers, 2 wrong use.
`;

const { artifact: _, ...wishFlags } = jobFlags;
const FLAGS = { ...wishFlags, port: { type: 'string' }, json: { type: 'boolean' } } as const;

/** `partner-action submit`: a job for a running `partner-action start`. */
export const submitCommand: Command = withHelp(help, async (args, surroundings) => {
  const { environment, redactor, print, note, exitWith } = surroundings;
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
  for (const { name, secret } of action.properties) if (secret) redactor.add(ownValue(configuration, name));
  const submission = describeJob(action, artifacts, configuration);
  requireProperties(action, configuration);
  await api.checkConfiguration(submission);
  const submitted = await api.submit({ ...submission, ...(wish.all && { includeIgnored: true }) });
  const say = values.json ? note : print;
  for (const remark of [submitted.note, ...(submitted.leftOut ?? [])]) if (remark !== undefined) say(`  ${remark}`);
  const last = await follow(api, submitted.jobId, (text) => say(stripVTControlCharacters(text)));
  if (values.json) print(JSON.stringify(last));
  if (output !== undefined) await copyOutputs(last, output, say);
  if (last.status !== 'Succeeded') exitWith(1);
});

/** Tells what happens to a job and to the rounds after it, as `start` does; gives the last round once it is over. */
async function follow(api: LocalApiClient, jobId: string, say: (line: string) => void): Promise<JobView> {
  const listeners = new Set<(event: LocalEvent) => void>();
  const recorder: ToldJobs['recorder'] = {
    job: () => undefined,
    // What comes from the recorder of the other process has nothing secret in it.
    redact: (_, text) => text,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const write = (text: string) => {
    for (const line of text.replace(/\n$/, '').split('\n')) say(line);
  };
  const narrator = narrate({ jobs: api, recorder }, { write });
  for await (const event of api.events(jobId)) {
    for (const listener of listeners) listener(event);
    if (event.kind !== 'status' || !isFinished(event) || event.continuedAs !== undefined) continue;
    const last = await api.show(event.jobId);
    await narrator.tellOutcome(last);
    return last;
  }
  throw new Refusal('The control plane ended before the job did.');
}
