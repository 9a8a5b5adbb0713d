import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, type BuildOptions, buildSync, formatMessagesSync } from 'esbuild';
import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/index.ts';
import { modulePath } from '../../model/module-path.ts';
import { ownFrames } from './own-frames.ts';

/** The actions that an author's module lists. */
export interface LoadedActions {
  /** The path of the module. */
  readonly module: string;
  readonly actions: readonly Action[];
  /** The author's files that the module is made of: all except those of packages. */
  readonly files: readonly string[];
}

/** What an author's module imports us as. */
const PACKAGE = 'codepipeline-partner-action';
/** Our own front door beside this code, whichever copy of the package the author's import would lead to. */
const frontDoor = modulePath(import.meta.url, '../../lambda/index');

/** Where what it leads to lies, beside the actions of the repository. */
const OURS = ['index.', 'action/', '../model/'].map((part) => join(dirname(frontDoor), part));

const SETTINGS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  alias: { [PACKAGE]: frontDoor },
  // CommonJS packages in an ES module still ask for Node's own modules through require.
  banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
  sourcemap: 'inline',
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * Bundles the author's module, TypeScript or JavaScript, and runs it in this process: whatever its imports do happens here.
 * @throws UsageError that names the author's file: it does not build, throws, or exports no list of actions.
 */
export async function loadActions(path: string): Promise<LoadedActions> {
  const module = resolve(path);
  const folder = await mkdtemp(join(tmpdir(), 'actions-'));
  const mapped = process.sourceMapsEnabled;
  try {
    const { code, files } = build(module, folder);
    const file = join(folder, 'actions.mjs');
    await writeFile(file, code);
    process.setSourceMapsEnabled(true);
    const { listed }: { listed: unknown } = await import(pathToFileURL(file).href).catch((error: unknown) => {
      throw new UsageError(`${basename(module)} cannot be loaded: ${ownFrames(error, files).join('\n  ')}`);
    });
    return { module, actions: checkList(listed, basename(module)), files };
  } finally {
    process.setSourceMapsEnabled(mapped);
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the bundle holds of packages, ours among them, is no file of the author. */
const isAuthors = (file: string) =>
  !file.includes(`${sep}node_modules${sep}`) && !OURS.some((folder) => file.startsWith(folder));

function build(module: string, folder: string): { code: Uint8Array; files: string[] } {
  try {
    const { outputFiles, metafile } = buildSync({
      ...SETTINGS,
      absWorkingDir: dirname(module),
      // The source map names the author's files by their paths from here.
      outdir: folder,
      stdin: {
        contents: `import * as module from ${JSON.stringify(module)};
          export const listed = module.actions;`,
        resolveDir: dirname(module),
        sourcefile: 'list-of-actions.js',
      },
    });
    const inputs = Object.keys(metafile.inputs).filter((name) => name !== 'list-of-actions.js');
    const files = inputs.map((name) => resolve(dirname(module), name));
    return {
      code: outputFiles[0]?.contents ?? new Uint8Array(),
      files: files.filter(isAuthors),
    };
  } catch (error) {
    throw new UsageError(describeBuildFailure(error));
  }
}

/** What esbuild says of the files that do not build, each with its line. */
export function describeBuildFailure(error: unknown): string {
  const { errors } = error as Partial<BuildFailure>;
  if (!Array.isArray(errors)) throw error;
  return formatMessagesSync(errors, { kind: 'error', color: false }).join('').trim();
}

function checkList(listed: unknown, name: string): readonly Action[] {
  const isAction = (one: Partial<Action> | null) =>
    typeof one === 'object' && one !== null && typeof one.run === 'function' && typeof one.parse === 'function';
  if (Array.isArray(listed) && listed.length > 0 && listed.every(isAction)) return listed;
  const got = Array.isArray(listed) ? 'a list with something else in it, or an empty one' : typeof listed;
  throw new UsageError(
    `${name} must export \`actions\`, a list of what defineAction returns; it exports ${got === 'undefined' ? 'no such name' : got}.`,
  );
}
