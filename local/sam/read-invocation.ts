import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Process, UsageError } from '../../command/command.ts';
import { parseFlags, readWholeNumber } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { type FunctionName, functionNames } from './local-template.ts';

const FLAGS = {
  event: { type: 'string' },
  stack: { type: 'string' },
  'debug-port': { type: 'string' },
  'skip-pull-image': { type: 'boolean' },
} as const;

/** Flags of sam, in all their spellings, whose values `invoke` itself makes. */
const OWN = ['-t', '--template', '--template-file', '-n', '--env-vars', '-e', '--event', '-d', '--debug-port'];

/** What `invoke` is asked for. */
interface Invocation {
  readonly name: FunctionName;
  readonly eventFile: string;
  readonly stack: string | undefined;
  /** For `sam local invoke`, besides those of template, variables and event. */
  readonly flags: readonly string[];
}

/** Reads the words of `invoke`; what stands behind `--` is sam's. @throws UsageError */
export function readInvocation(
  args: readonly string[],
  environment: Process['env'],
  eventFolders: readonly string[],
): Invocation {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const { values, operands } = parseFlags(args.slice(0, end), FLAGS, 'any');
  const name = readName(operands);
  const { event, stack, 'debug-port': port, 'skip-pull-image': skips } = values;
  const flags = [
    ...(port === undefined ? [] : ['--debug-port', String(readWholeNumber('debug-port', port, 1, 65_535))]),
    ...(skips ? ['--skip-pull-image'] : []),
    ...requireOthers(args.slice(end + 1)),
  ];
  const eventFile = event === undefined ? findEvent(eventFolders, name) : pathsOf(environment).find(event);
  return { name, eventFile, stack, flags };
}

/** The event of a function in the first of these folders that has one, or else where the first one would have it. */
export function findEvent(folders: readonly string[], name: FunctionName): string {
  const files = folders.map((folder) => resolve(folder, `${name}.json`));
  return files.find((file) => existsSync(file)) ?? files[0] ?? '';
}

function readName(operands: readonly string[]): FunctionName {
  const [given = 'poller', ...others] = operands;
  const name = functionNames.find((known) => known === given);
  if (name !== undefined && others.length === 0) return name;
  throw new UsageError(
    `One function can be invoked: ${functionNames.join(', ')}; got "${operands.join(' ')}". Flags of sam stand behind --.`,
  );
}

function requireOthers(flags: readonly string[]): readonly string[] {
  const own = flags.find((flag) => OWN.includes(flag.split('=')[0] ?? ''));
  if (own === undefined) return flags;
  throw new UsageError(`${own.split('=')[0]} cannot stand behind --: invoke gives it to sam itself. See --help.`);
}
