import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { ActionOwner, ActionTypeId } from '../../model/action-type.ts';
import { bundleSettings } from './bundles.ts';
import { ownFrontDoor } from './plugins.ts';

/** What a stack has to know of an action. */
export interface Definition {
  readonly type: ActionTypeId;
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
    const { actions: exported } = await import(pathToFileURL(outfile).href);
    return definitionsOf(exported);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function definitionsOf(exported: unknown): Definition[] {
  if (!Array.isArray(exported)) throw new Error('It must export `actions`, a list of what defineAction gives.');
  if (exported.length === 0) throw new Error('Its list `actions` is empty: name at least one action.');
  return exported.map((action, index) => {
    if (!isAction(action)) throw new Error(`Its actions[${index}] is not what defineAction gives.`);
    return { type: { owner: 'ThirdParty', ...action.type } };
  });
}

/** The owner is that of the integration, where the author named none. */
interface Defined {
  readonly type: Omit<ActionTypeId, 'owner'> & { readonly owner?: ActionOwner };
}

const isAction = (value: unknown): value is Defined =>
  typeof value === 'object' && value !== null && 'type' in value && 'run' in value;
