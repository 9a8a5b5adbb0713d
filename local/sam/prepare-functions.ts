import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createClosingStack } from '../../command/closing-stack.ts';
import { UsageError } from '../../command/command.ts';
import { serviceNames } from '../../model/local/services.ts';
import { modulePath } from '../../model/module-path.ts';
import type { LocalServices } from './local-services.ts';
import { type FoundFunction, type LocalFunction, localTemplate, localVariables, logicalIds } from './local-template.ts';
import { type Address, startRelay } from './relay.ts';
import type { Engine } from './requirements.ts';

/** The folder of a function's code in Lambda, and so in a container. */
const TASK_ROOT = '/var/task';
const HANDLER = 'container.handler';
const HANDLER_FILE = 'container.mjs';

/** The number of bytes that the path of a Unix socket has at most, on macOS. Source: its unix(4) and Linux's unix(7), which has 107. */
const MAX_SOCKET_PATH = 103;

/** Names that Lambda sets itself and no template may. Source: AWS Lambda Developer Guide, "Reserved environment variables". */
const RESERVED = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

interface PreparedFunctions {
  /** The path of the template that sam takes. */
  readonly template: string;
  /**
   * The path of the variables, as sam's `--env-vars` takes them. Sam takes only those that the template has too, and
   * without this file would prefer the values of the shell that it runs in.
   */
  readonly variables: string;
  /** Ends what carries the containers' calls. */
  close(): Promise<void>;
}

interface Place {
  readonly services: LocalServices;
  readonly engine: Engine;
  /** The folder of `cdk synth`. */
  readonly synthesized: string;
  /** Where the files for sam go. */
  readonly folder: string;
}

/**
 * Puts the bundles of functions and a template for sam into a folder, with a way from their containers to the local services.
 * A `samconfig.toml` beside the template names the variables, so that sam takes them by itself.
 */
export async function prepareFunctions(
  functions: readonly FoundFunction[],
  { services, engine, synthesized, folder }: Place,
): Promise<PreparedFunctions> {
  const locals = functions.map((found): LocalFunction => {
    const local = localVariables(found, services);
    for (const name of RESERVED) delete local[name];
    const LOCAL_SERVICES = JSON.stringify(targetsOf(services, engine));
    return { found, code: `./${found.name}`, handler: HANDLER, variables: { ...local, LOCAL_SERVICES } };
  });
  for (const { name, asset } of functions) {
    const code = join(folder, name);
    await mkdir(code, { recursive: true });
    await cp(join(synthesized, asset), code, { recursive: true });
    await buildContainerHandler(join(code, HANDLER_FILE));
  }
  const write = async (name: string, content: string) => {
    const file = join(folder, name);
    await writeFile(file, `${content}\n`);
    return file;
  };
  const byId = locals.map(({ found, variables }) => [logicalIds[found.name], variables]);
  const variables = await write('variables.json', JSON.stringify(Object.fromEntries(byId), null, 2));
  await write('samconfig.toml', samConfig(variables));
  const template = await write('template.json', JSON.stringify(localTemplate(locals, engine.architecture), null, 2));
  const folders = functions.map(({ name }) => join(folder, name));
  return { template, variables, close: await openSockets(services, engine, folders) };
}

/** A string of JSON without control characters is one of TOML too. */
const samConfig = (variables: string) =>
  `version = 0.1\n[default.local_invoke.parameters]\nenv_vars = ${JSON.stringify(variables)}`;

/** Bundles the handler that stands in front of a function's own, so that any Node runs it. */
export async function buildContainerHandler(file: string): Promise<void> {
  await build({
    entryPoints: [modulePath(import.meta.url, './container-handler')],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'silent',
  });
}

/**
 * Where each port of the container leads: to Unix sockets beside the function's code, which no network and no firewall is
 * between; where they run in a virtual machine, to the name under which a container reaches 127.0.0.1 of the machine around it.
 */
function targetsOf({ ports }: LocalServices, { isVirtual }: Engine): Record<number, Address> {
  const target = (port: number): Address =>
    isVirtual ? { host: 'host.docker.internal', port } : { path: `${TASK_ROOT}/${socketName(port)}` };
  return Object.fromEntries(serviceNames.map((name) => [ports[name], target(ports[name])]));
}

async function openSockets(
  { ports }: LocalServices,
  { isVirtual }: Engine,
  folders: readonly string[],
): Promise<() => Promise<void>> {
  await using opening = createClosingStack();
  for (const folder of isVirtual ? [] : folders) {
    for (const name of serviceNames) {
      const port = ports[name];
      const path = join(folder, socketName(port));
      requireShort(path);
      // A socket that was left behind would block the path.
      await rm(path, { force: true });
      const relay = await startRelay({ path }, { host: '127.0.0.1', port });
      opening.defer(() => relay.close());
    }
  }
  const opened = opening.move();
  return () => opened.disposeAsync();
}

/** Node would cut the path, or refuse it without a reason. */
function requireShort(path: string): void {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return;
  throw new UsageError(`The path of a socket can have ${MAX_SOCKET_PATH} bytes, and ${path} is longer: see --output.`);
}

const socketName = (port: number) => `${port}.sock`;
