import { execFile } from 'node:child_process';
import { callOf } from '../../command/call.ts';
import { UsageError } from '../../command/command.ts';
import type { ServiceName } from '../../model/local/services.ts';
import { findSilent, type LocalServices } from './local-services.ts';

/** A container engine, as far as it matters to a function. */
export interface Engine {
  /** As Lambda calls it. */
  readonly architecture: 'arm64' | 'x86_64';
  /** Whether containers run in a virtual machine, which shares files with this machine but not Unix sockets. */
  readonly isVirtual: boolean;
}

/** Looks for everything at once, so that nobody installs one thing only to hear of the next. @throws UsageError */
export async function requireAll(services: LocalServices, environment: NodeJS.ProcessEnv): Promise<Engine> {
  const [silent, engine, sam] = await Promise.all([
    findSilent(services),
    findEngine(environment),
    run('sam', ['--version'], environment),
  ]);
  const missing = [
    ...silentLines(silent, services),
    ...(typeof engine === 'string' ? [engine] : []),
    ...(sam === undefined ? [SAM_LINE] : []),
  ];
  if (missing.length > 0 || typeof engine === 'string') throw new UsageError(missing.join('\n'));
  return engine;
}

/** The engine that answers, or else what one would be that was installed on this machine. */
export async function guessEngine(environment: NodeJS.ProcessEnv): Promise<Engine> {
  const engine = await findEngine(environment);
  if (typeof engine !== 'string') return engine;
  return { architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64', isVirtual: process.platform !== 'linux' };
}

/** Looks for the local services only. @throws UsageError */
export async function requireServices(services: LocalServices): Promise<void> {
  const [missing] = silentLines(await findSilent(services), services);
  if (missing !== undefined) throw new UsageError(missing);
}

const SAM_LINE = 'sam is not there: install the AWS SAM CLI, for example with pip install aws-sam-cli.';
const DOCKER_LINE = 'Docker does not answer: install Docker and start it, so that "docker info" shows a server.';

function silentLines(silent: readonly ServiceName[], { ports }: LocalServices): string[] {
  if (silent.length === 0) return [];
  const names = silent.map((name) => `${name} (127.0.0.1:${ports[name]})`).join(', ');
  return [
    `The local services are not there: ${names}. Start them in another terminal: ${callOf('start', '--services-only')}.`,
  ];
}

/** The engine, or the line that says why there is none. */
async function findEngine(environment: NodeJS.ProcessEnv): Promise<Engine | string> {
  const format = '{{.Architecture}} {{.OperatingSystem}}';
  const [machine = '', ...system] = (await run('docker', ['info', '--format', format], environment))?.split(' ') ?? [];
  if (machine === '') return DOCKER_LINE;
  const architecture = ARCHITECTURES.get(machine);
  if (!architecture) return `Docker runs on ${machine}: Lambda has only ${[...ARCHITECTURES.keys()].join(', ')}.`;
  return { architecture, isVirtual: process.platform !== 'linux' || system.join(' ').startsWith('Docker Desktop') };
}

const ARCHITECTURES: ReadonlyMap<string, Engine['architecture']> = new Map([
  ['x86_64', 'x86_64'],
  ['amd64', 'x86_64'],
  ['aarch64', 'arm64'],
  ['arm64', 'arm64'],
]);

/** What a command prints, or undefined when it is not there or fails. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { env }, (error, output) => resolve(error ? undefined : output.trim()));
  });
}
