import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildContext, type BuildFailure, context, formatMessages } from 'esbuild';
import type { Action } from '../../lambda/action/action.ts';
import { importToEnd } from '../../model/import-to-end.ts';
import { modulePath } from '../../model/module-path.ts';
import { bundlers, inputsOf } from './build-inputs.ts';
import { bundleSettings } from './bundles.ts';
import { type Build, buildOnce, keepModule } from './kept-builds.ts';
import { ownFrames } from './own-frames.ts';
import { ownFrontDoor } from './plugins.ts';

/** The actions that an author's module lists. */
export interface LoadedActions {
  /** The path of the module. */
  readonly module: string;
  readonly actions: readonly Action[];
  /** The author's files that the module is made of: all except those of packages. */
  readonly files: readonly string[];
}

/** An author's module that can be loaded again and again, each time as it is by then. */
export interface ActionsModule {
  /** @throws ActionsError */
  load(): Promise<LoadedActions>;
  close(): void;
}

/** The author's module does not build, throws, or exports no list of actions. The message names the author's file. */
export class ActionsError extends Error {
  override readonly name = 'ActionsError';
}

/** Where our own front door and what it leads to lie, beside the actions of the repository. */
const OURS = ['index.', 'action/', '../model/'].map((part) =>
  join(dirname(modulePath(import.meta.url, '../../lambda/index')), part),
);
const LIST = 'list-of-actions.js';

/**
 * Bundles the author's module, TypeScript or JavaScript, and runs it in this process: whatever its imports do happens here.
 * @param kept A folder where bundles are kept, to be taken again as long as nothing that they are made of has changed.
 * @throws ActionsError
 */
export async function loadActions(path: string, kept?: string): Promise<LoadedActions> {
  const module = resolve(path);
  const bundled = await buildOnce(kept, ['actions', module], async () => {
    const building = await openBuilding(module);
    try {
      return await rebuild(building, module);
    } finally {
      void building.dispose();
    }
  });
  const lasting = kept && keepModule(kept, bundled.code);
  if (lasting !== undefined && !loaded.has(lasting)) {
    loaded.add(lasting);
    return await load(bundled, module, lasting);
  }
  const folder = await mkdtemp(join(tmpdir(), 'actions-'));
  try {
    const file = join(folder, 'actions.mjs');
    await writeFile(file, bundled.code);
    return await load(bundled, module, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What this process has loaded from where it is kept, for Node to keep it compiled; there it would not run a second time. */
const loaded = new Set<string>();

/**
 * Opens an author's module. What did not change from one loading to the next is not read again.
 * @param folder Is there, and for what is bundled; whoever made it removes it.
 */
export async function openActions(path: string, folder: string): Promise<ActionsModule> {
  const module = resolve(path);
  const building = await openBuilding(module);
  let number = 0;
  return {
    async load() {
      const { value } = await rebuild(building, module);
      number += 1;
      const file = join(folder, `actions-${number}.mjs`);
      await writeFile(file, value.code);
      return await load(value, module, file).finally(() => rm(file));
    },
    close: () => void building.dispose(),
  };
}

/** An author's module in one file. */
interface Bundled {
  readonly code: Uint8Array;
  /** The author's files that it is made of. */
  readonly files: readonly string[];
}

async function load({ files }: Bundled, module: string, file: string): Promise<LoadedActions> {
  const listed = await run(file, { name: basename(module), files });
  return { module, actions: checkList(listed, basename(module)), files };
}

const openBuilding = (module: string): Promise<BuildContext> =>
  context({
    ...bundleSettings,
    minify: false,
    // It runs on the Node of whoever calls this, not on Lambda's.
    target: 'node22',
    absWorkingDir: dirname(module),
    // Nothing is written there. The source map leads to the author's files wherever the code lies.
    outdir: dirname(module),
    sourceRoot: `${pathToFileURL(dirname(module)).href}/`,
    stdin: {
      contents: `import * as module from ${JSON.stringify(module)};\nexport const listed = module.actions;`,
      resolveDir: dirname(module),
      sourcefile: LIST,
    },
    sourcemap: 'inline',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [ownFrontDoor],
  });

async function rebuild(building: BuildContext, module: string): Promise<Build<Bundled>> {
  const folder = dirname(module);
  try {
    const { outputFiles = [], metafile = { inputs: {}, outputs: {} } } = await building.rebuild();
    const inputs = Object.keys(metafile.inputs).filter((name) => name !== LIST);
    const files = inputs.map((name) => resolve(folder, name)).filter(isAuthors);
    return {
      value: { code: outputFiles[0]?.contents ?? new Uint8Array(), files },
      inputs: () => inputsOf(folder, metafile, bundlers()),
    };
  } catch (error) {
    throw new ActionsError(await describeBuildFailure(error), { cause: error });
  }
}

/** What the bundle holds of packages, ours among them, is no file of the author. */
const isAuthors = (file: string) =>
  !file.includes(`${sep}node_modules${sep}`) && !OURS.some((folder) => file.startsWith(folder));

/** What the author's module throws is told with the lines that it came from. */
async function run(file: string, { name, files }: { name: string; files: readonly string[] }): Promise<unknown> {
  const mapped = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(true);
  try {
    return (await importToEnd(pathToFileURL(file).href, name))['listed'];
  } catch (error) {
    throw new ActionsError(`${name} cannot be loaded: ${ownFrames(error, files).join('\n  ')}`, { cause: error });
  } finally {
    process.setSourceMapsEnabled(mapped);
  }
}

/** What esbuild says of the files that do not build, each with its line. @throws the error itself when it is another one. */
async function describeBuildFailure(error: unknown): Promise<string> {
  const { errors } = error as Partial<BuildFailure>;
  if (!Array.isArray(errors)) throw error;
  return (await formatMessages(errors, { kind: 'error', color: false })).join('').trim();
}

function checkList(listed: unknown, name: string): readonly Action[] {
  const refuse = (got: string): never => {
    throw new ActionsError(`${name} must export \`actions\`, a list of what defineAction gives; it exports ${got}.`);
  };
  if (listed === undefined) refuse('no such name');
  if (!Array.isArray(listed)) return refuse(`something else of that name: ${listed === null ? 'null' : typeof listed}`);
  if (listed.length === 0) refuse('an empty list: name at least one action');
  const wrong = listed.findIndex((one) => !isAction(one));
  if (wrong >= 0) refuse(`a list with something else in it: actions[${wrong}]`);
  return listed;
}

const isAction = (one: Partial<Action> | null): one is Action =>
  typeof one === 'object' && one !== null && typeof one.run === 'function' && typeof one.parse === 'function';
