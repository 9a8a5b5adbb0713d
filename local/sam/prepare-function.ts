import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createClosingStack } from '../../command/closing-stack.ts';
import { serviceNames } from '../../model/local/services.ts';
import { modulePath } from '../../model/module-path.ts';
import { functionVariables, type LocalServices } from './local-services.ts';
import { type FoundFunction, localTemplate, localVariables } from './local-template.ts';
import { type Address, startRelay } from './relay.ts';
import type { Engine } from './requirements.ts';

/** Where Lambda, and so a container, has a function's code. */
const TASK_ROOT = '/var/task';
const REACH_SERVICES = 'reach-services.mjs';

export interface PreparedFunction {
  /** The path of the template that sam takes. */
  readonly template: string;
  /**
   * The path of the variables, as sam's `--env-vars` takes them. Sam takes only those that the template has too, and
   * without this file would prefer the values of the shell that it runs in.
   */
  readonly variables: string;
  /** Ends what carries the container's calls. */
  close(): Promise<void>;
}

export interface Place {
  readonly services: LocalServices;
  readonly engine: Engine;
  /** The folder of `cdk synth`. */
  readonly synthesized: string;
  /** Where the files for sam go. */
  readonly folder: string;
}

/** Puts a function's bundle and a template for sam into a folder, with a way from its container to the local services. */
export async function prepareFunction(
  found: FoundFunction,
  { services, engine, synthesized, folder }: Place,
): Promise<PreparedFunction> {
  const code = join(folder, 'task');
  await mkdir(code, { recursive: true });
  await cp(join(synthesized, found.asset), code, { recursive: true });
  await buildReachServices(join(code, REACH_SERVICES));
  const variables = localVariables(
    found,
    { ...functionVariables(services), LOCAL_SERVICES: JSON.stringify(targetsOf(services, engine)) },
    `${TASK_ROOT}/${REACH_SERVICES}`,
  );
  const write = async (name: string, content: unknown) => {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(content, null, 2));
    return file;
  };
  return {
    template: await write(
      'template.json',
      localTemplate(found, { code, architecture: engine.architecture, variables }),
    ),
    variables: await write('variables.json', { [found.logicalId]: variables }),
    close: await openSockets(services, engine, code),
  };
}

/** Bundles the module that a container imports, so that any Node runs it. */
export async function buildReachServices(file: string): Promise<void> {
  await build({
    entryPoints: [modulePath(import.meta.url, './reach-services')],
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
  code: string,
): Promise<() => Promise<void>> {
  await using opening = createClosingStack();
  for (const name of isVirtual ? [] : serviceNames) {
    const port = ports[name];
    const relay = await startRelay({ path: join(code, socketName(port)) }, { host: '127.0.0.1', port });
    opening.defer(() => relay.close());
  }
  const opened = opening.move();
  return () => opened.disposeAsync();
}

const socketName = (port: number) => `${port}.sock`;
