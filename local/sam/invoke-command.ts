import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { callOf } from '../../command/call.ts';
import { createClosingStack } from '../../command/closing-stack.ts';
import { type Command, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { settleMessage } from './job-event.ts';
import { findLocalServices } from './local-services.ts';
import { type FunctionName, findFunction, functionNames } from './local-template.ts';
import { prepareFunction } from './prepare-function.ts';
import { requireAll } from './requirements.ts';
import { isError, runSam } from './run-sam.ts';
import { synthesize } from './synthesize.ts';

const help = `${callOf('invoke', '[poller|worker] [--event FILE] [--stack NAME] [--skip-pull-image]')}

Synthesizes the stack and runs one of its functions in Lambda's own container image, with sam local invoke, against the
local services: ${callOf('start', '--services-only')}, in another terminal. Needs Docker and the AWS SAM CLI, and no AWS account.

  poller              queues the jobs on offer (the default)
  worker              works on the job of .local/events/worker.json, which ${callOf('events')} writes
  --event FILE        another event than poller.json or worker.json of .local/events/, or else of events/
  --stack NAME        where cdk.json asks for several stacks
  --skip-pull-image   sam's own: takes the image that Docker has

Standard output is what the function returned. Exit code 0: it did its work; 1: it did not; 2: something is missing.`;

/** `npm run invoke`, with the event of the first of these folders that has it unless another one is named. */
export const invokeCommand = (eventFolders: readonly string[]): Command =>
  withHelp(help, async (args, { environment, print }) => {
    const flags = {
      event: { type: 'string' },
      stack: { type: 'string' },
      'skip-pull-image': { type: 'boolean' },
    } as const;
    const { values, operands } = parseFlags(args, flags, 'any');
    const name = readName(operands);
    const { find } = pathsOf(environment);
    const eventFile = values.event === undefined ? findEvent(eventFolders, name) : find(values.event);
    const services = findLocalServices(environment);
    const event = await readEvent(eventFile);
    // Neither the CDK nor sam, which would hand them to the function, shall find credentials of the user.
    const isolated = { ...environment };
    dropInherited(isolated);
    const engine = await requireAll(services, isolated);

    await using closing = createClosingStack();
    const folder = await mkdtemp(join(tmpdir(), 'invoke-'));
    closing.defer(() => rm(folder, { recursive: true, force: true }));
    const synthesized = join(folder, 'cdk.out');
    const found = findFunction(await synthesize(synthesized, isolated), name, values.stack);
    const prepared = await prepareFunction(found, { services, engine, synthesized, folder });
    closing.defer(() => prepared.close());

    const { template, variables } = prepared;
    const samArgs = [found.logicalId, '--template', template, '--env-vars', variables, '--event', eventFile];
    if (values['skip-pull-image']) samArgs.push('--skip-pull-image');
    const { exitCode, answer } = await runSam(samArgs, folder, isolated);
    if (answer !== undefined) print(JSON.stringify(answer));
    if (exitCode !== 0 || answer === undefined || isError(answer))
      throw new Refusal(`The ${name} did not do its work.`);
    if (name === 'worker' && !(await settleMessage(services, event, answer))) {
      throw new Refusal('The worker left its message in the queue.');
    }
  });

function findEvent(folders: readonly string[], name: FunctionName): string {
  const files = folders.map((folder) => resolve(folder, `${name}.json`));
  return files.find((file) => existsSync(file)) ?? files[0] ?? '';
}

function readName(operands: readonly string[]): FunctionName {
  const [given = 'poller', ...others] = operands;
  const name = functionNames.find((known) => known === given);
  if (name !== undefined && others.length === 0) return name;
  throw new UsageError(`One function can be invoked, ${functionNames.join(' or ')}; got "${operands.join(' ')}".`);
}

/** @throws UsageError when the file cannot be read or is not JSON. */
async function readEvent(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`The event ${file} cannot be read: ${(error as Error).message}`);
  }
}
