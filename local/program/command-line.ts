import type { ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from '../../command/command.ts';
import { parseFlags, readNames } from '../../command/flags.ts';
import { portFlags, readPorts } from '../../command/ports.ts';
import { helpRows } from '../../command/text.ts';
import { localPorts, type Ports } from '../../model/local/services.ts';
import { faults } from '../faults/faults.ts';

const names = faults.map(({ name }) => name);

export interface StartOptions {
  ports: Ports;
  /** Run one job and end. */
  once: boolean;
  servicesOnly: boolean;
  /** A folder or an archive to run on instead of the samples. */
  artifact: string | undefined;
  action: string;
  configuration: Record<string, string>;
  /** Where to copy the output artifact. */
  output: string | undefined;
  /** Keeps everything in this folder, so that a restart loses nothing. */
  state: string | undefined;
  /** Names of faults between the functions and the services. */
  faults: string[];
  json: boolean;
  /** Show the functions' log lines too. */
  verbose: boolean;
}

export const help = `Runs CodePipeline jobs through the worker, on this machine alone.

  npm start                        two sample jobs, then stays up for yours (Ctrl-C ends it)
  npm start -- --once              one job; exit code 0 succeeded, 1 failed, 2 wrong arguments

  --artifact PATH                  the input artifact: a zip, tar or tar.gz, or a folder (without .git, node_modules, links out of it)
  --action NAME                    artifact-guard (the default) or another of lambda/actions
  --set Key=Value                  a property of the action configuration; may be repeated
  --output PATH                    copies the output artifact there: a file, or a folder that exists
  --json                           the outcome as one line of JSON on standard output, all else on standard error
  --verbose                        the functions' log lines too

  --fault NAME[,NAME]              lets things go wrong between the functions and the services; NAME is one of
${helpRows(
  faults.map(({ name, description }) => [name, description]),
  6,
)}

  --services-only                  only control plane, artifact store, SQS and DynamoDB, for a worker of your own
  --state FOLDER                   keeps jobs, artifacts, messages and tables there over a restart
  --port N                         control plane and console (4510; or ${localPorts.codepipeline.variable})
  --artifact-store-port N          (4511; or ${localPorts.s3.variable})
  --sqs-port N                     (4512; or ${localPorts.sqs.variable})
  --dynamodb-port N                (4513; or ${localPorts.dynamodb.variable})
  --help                           this text
`;

/** What the user asks for. @throws UsageError */
export function parseCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions | 'help' {
  const { values } = parseFlags(args, FLAGS);
  if (values.help) return 'help';
  if (values['services-only'] && (values.once || values.fault || values.artifact || values.set || values.output)) {
    throw new UsageError('--services-only runs no job: leave out --once, --artifact, --set, --output and --fault.');
  }
  return {
    ports: readPorts(values, environment),
    once: values.once ?? false,
    servicesOnly: values['services-only'] ?? false,
    artifact: values.artifact,
    action: values.action ?? 'artifact-guard',
    configuration: Object.fromEntries((values.set ?? []).map(parseSetting)),
    output: values.output,
    state: values.state,
    faults: readNames('fault', values.fault ?? [], names),
    json: values.json ?? false,
    verbose: values.verbose ?? false,
  };
}

const FLAGS = {
  once: { type: 'boolean' },
  artifact: { type: 'string' },
  action: { type: 'string' },
  set: { type: 'string', multiple: true },
  output: { type: 'string' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  'services-only': { type: 'boolean' },
  state: { type: 'string' },
  fault: { type: 'string', multiple: true },
  ...portFlags,
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

function parseSetting(text: string): [string, string] {
  const [name, ...rest] = text.split('=');
  // The value is not shown: it may be a secret.
  if (!name || rest.length === 0) throw new UsageError('--set takes Key=Value, such as --set FailOn=never.');
  return [name, rest.join('=')];
}
