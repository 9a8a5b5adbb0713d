import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callOf } from '../../command/call.ts';
import { createClosingStack } from '../../command/closing-stack.ts';
import { type Command, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { settleMessage } from './job-event.ts';
import { findLocalServices } from './local-services.ts';
import { findFunction, logicalIds } from './local-template.ts';
import { prepareFunctions } from './prepare-functions.ts';
import { readInvocation } from './read-invocation.ts';
import { requireAll } from './requirements.ts';
import { isError, runSam } from './run-sam.ts';
import { synthesize } from './synthesize.ts';

const help = `${callOf('invoke', '[poller|worker|last-word] [--event FILE] [--stack NAME] [--debug-port PORT] [-- FLAGS OF SAM]')}

Synthesizes the stack and runs one of its functions in Lambda's own container image, with sam local invoke, against the
local services: ${callOf('start', '--services-only')}, in another terminal. Needs Docker and the AWS SAM CLI, and no AWS account.
To call sam local invoke yourself, see ${callOf('sam')}.

  poller              queues the jobs on offer (the default)
  worker              works on the job of .local/events/worker.json, which ${callOf('events')} writes
  last-word           ends the job of .local/events/last-word.json, which ${callOf('events', 'last-word')} writes
  --event FILE        another event than NAME.json of .local/events/, or else of events/
  --stack NAME        which stack, if cdk.json has several
  --debug-port PORT   flag of sam: waits for a debugger of Node at 127.0.0.1:PORT
  --skip-pull-image   flag of sam: uses the image that Docker has
  -- FLAGS            any other flag of sam local invoke

Standard output has what the function returned. Exit code 0: it did its work; 1: it did not; 2: something is missing.`;

/** `npm run invoke`, with the event of the first of these folders that has it unless another one is named. */
export const invokeCommand = (eventFolders: readonly string[]): Command =>
  withHelp(help, async (args, { environment, print }) => {
    const { name, eventFile, stack, flags } = readInvocation(args, environment, eventFolders);
    const services = findLocalServices(environment);
    const event = await readEvent(eventFile);
    // The CDK and sam must not find the user's credentials: sam would give them to the function.
    const isolated = { ...environment };
    dropInherited(isolated);
    const engine = await requireAll(services, isolated);

    await using closing = createClosingStack();
    const folder = await mkdtemp(join(tmpdir(), 'invoke-'));
    closing.defer(() => rm(folder, { recursive: true, force: true }));
    const synthesized = join(folder, 'cdk.out');
    const found = findFunction(await synthesize(synthesized, isolated), name, stack);
    const prepared = await prepareFunctions([found], { services, engine, synthesized, folder });
    closing.defer(() => prepared.close());

    const { template, variables } = prepared;
    const files = ['--template', template, '--env-vars', variables, '--event', eventFile];
    const { exitCode, answer } = await runSam([logicalIds[name], ...files, ...flags], folder, isolated);
    if (answer !== undefined) print(JSON.stringify(answer));
    if (exitCode !== 0 || answer === undefined || isError(answer))
      throw new Refusal(`The ${name} did not do its work.`);
    if (name !== 'poller' && !(await settleMessage(services, event, answer))) {
      throw new Refusal(`The ${name} left its message in the queue.`);
    }
  });

/** @throws UsageError when the file cannot be read or is not JSON. */
async function readEvent(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`The event ${file} cannot be read: ${(error as Error).message}`);
  }
}
