import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../command/command.ts';
import { settleMessage } from '../local/sam/job-event.ts';
import { findLocalServices } from '../local/sam/local-services.ts';
import { type FunctionName, findFunction, functionNames } from '../local/sam/local-template.ts';
import { prepareFunction } from '../local/sam/prepare-function.ts';
import { MissingRequirements, requireAll } from '../local/sam/requirements.ts';
import { isError, runSam } from '../local/sam/run-sam.ts';
import { synthesize } from '../local/sam/synthesize.ts';
import { escapeLine, escapeText } from '../model/escape.ts';
import { dropInherited } from '../model/local/environment.ts';

const help = `npm run invoke -- [poller|worker] [--event FILE] [--stack NAME] [--skip-pull-image]

Synthesizes the stack and runs one of its functions in Lambda's own container image, with sam local invoke, against the
local services: npm start -- --services-only, in another terminal. Needs Docker and the AWS SAM CLI, and no AWS account.

  poller              queues the jobs on offer (the default)
  worker              works on the job of events/worker.json, which npm run events writes
  --event FILE        another event than events/poller.json or events/worker.json
  --stack NAME        where cdk.json asks for several stacks
  --skip-pull-image   sam's own: takes the image that Docker has

Standard output is what the function returned. Exit code 0: it did its work; 1: it did not; 2: something is missing.`;

try {
  const options = parseCommandLine();
  if (options === 'help') console.log(help);
  else process.exitCode = await invoke(options);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof MissingRequirements)) throw error;
  console.error(escapeText(error.message));
  process.exitCode = 2;
}

interface InvokeOptions {
  name: FunctionName;
  eventFile: string;
  stack: string | undefined;
  skipPullImage: boolean;
}

function parseCommandLine(): InvokeOptions | 'help' {
  const { values, positionals } = parseFlags();
  if (values.help) return 'help';
  const [given = 'poller', ...others] = positionals;
  const name = functionNames.find((known) => known === given);
  if (name === undefined || others.length > 0) {
    throw new UsageError(`One function can be invoked, ${functionNames.join(' or ')}; got "${positionals.join(' ')}".`);
  }
  return {
    name,
    eventFile: resolve(values.event ?? join(import.meta.dirname, '../events', `${name}.json`)),
    stack: values.stack,
    skipPullImage: values['skip-pull-image'] ?? false,
  };
}

function parseFlags() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        event: { type: 'string' },
        stack: { type: 'string' },
        'skip-pull-image': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run invoke -- --help.`);
  }
}

async function invoke({ name, eventFile, stack, skipPullImage }: InvokeOptions): Promise<0 | 1> {
  const services = findLocalServices(process.env);
  const event = await readEvent(eventFile);
  // Neither the CDK nor sam, which would hand them to the function, shall find credentials of the user.
  dropInherited(process.env);
  const engine = await requireAll(services, process.env);

  await using closing = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'invoke-'));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  const synthesized = join(folder, 'cdk.out');
  const found = findFunction(await synthesize(synthesized, process.env), name, stack);
  const prepared = await prepareFunction(found, { services, engine, synthesized, folder });
  closing.defer(() => prepared.close());

  const { template, variables } = prepared;
  const args = [found.logicalId, '--template', template, '--env-vars', variables, '--event', eventFile];
  if (skipPullImage) args.push('--skip-pull-image');
  const { exitCode, answer } = await runSam(args, folder, process.env);
  if (answer !== undefined) console.log(escapeLine(JSON.stringify(answer)));
  if (exitCode !== 0 || answer === undefined || isError(answer)) return 1;
  if (name === 'poller') return 0;
  return (await settleMessage(services, event, answer)) ? 0 : 1;
}

/** @throws UsageError when the file cannot be read or is not JSON. */
async function readEvent(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`The event ${file} cannot be read: ${(error as Error).message}`);
  }
}
