import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Action } from '../../lambda/action/action.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { bundleSettings } from './bundles.ts';
import { ownFrontDoor } from './plugins.ts';

/** What a stack has to know of an action. */
export interface Definition {
  readonly type: ActionTypeId;
  readonly properties: readonly PropertyDefinition[];
  readonly inputs: Count;
  readonly outputs: Count;
}

/** A property of an action's configuration. */
export interface PropertyDefinition {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly key: boolean;
  readonly queryable: boolean;
}

/** How many artifacts an action takes or makes. */
export interface Count {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Runs the author's module, as Lambda would, and reads what its `actions` are.
 * @param actions The path of the module.
 * @throws Error of esbuild naming the file and line that do not build, and whatever the module itself throws.
 */
export async function readDefinitions(actions: string): Promise<Definition[]> {
  const folder = await mkdtemp(join(tmpdir(), 'actions-'));
  try {
    const outfile = join(folder, 'actions.mjs');
    await build({
      ...bundleSettings,
      minify: false,
      absWorkingDir: dirname(actions),
      entryPoints: [actions],
      outfile,
      sourcemap: 'linked',
      logLevel: 'silent',
      plugins: [ownFrontDoor],
    });
    const { actions: exported } = await load(outfile);
    return definitionsOf(exported);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the author's module throws is told with the lines that it came from. */
const load = (file: string): Promise<{ actions?: unknown }> =>
  import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new Error((error instanceof Error && error.stack) || String(error), { cause: error });
  });

function definitionsOf(exported: unknown): Definition[] {
  if (!Array.isArray(exported)) throw new Error('It must export `actions`, a list of what defineAction gives.');
  if (exported.length === 0) throw new Error('Its list `actions` is empty: name at least one action.');
  return exported.map((action, index) => {
    if (!isAction(action)) throw new Error(`Its actions[${index}] is not what defineAction gives.`);
    return definitionOf(action);
  });
}

const isAction = (value: unknown): value is Action =>
  typeof value === 'object' && value !== null && 'type' in value && 'configuration' in value && 'run' in value;

function definitionOf({ type, configuration, inputs, outputs }: Action): Definition {
  const count = ({ minimum, maximum }: Count): Count => ({ minimum, maximum });
  const properties = Object.entries(configuration).map(([name, property]) => {
    const { description, required, secret, key, queryable } = property;
    return { name, description, required, secret, key, queryable };
  });
  return { type, properties, inputs: count(inputs), outputs: count(outputs) };
}
