import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { reachableDeclarations } from './declarations.ts';

/** Below `dist/`. What is in it is the same as beside it, for those who `require` it. */
const FOLDER = 'for-require';
/** The module that a deployer requires, in `dist/` and in that folder. */
const DEPLOYER = 'lib/index';
/** The modules that an author requires. */
const AUTHOR = ['lambda/index', 'testing/index'];
/** Modules count paths from where they are. All that are in the deployer's file take themselves for this, which is of their room. */
const PLACE = '../../lib/bundles/index.js';

const SETTINGS = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  // Everything else that exists only in an ES module.
  logOverride: { 'empty-import-meta': 'error' },
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * Adds a CommonJS copy of what a deployer and an author import. CDK apps are CommonJS as `cdk init` makes them, and their
 * tests run in jest, which does not `require` ES modules. The worker's bundle never has it: there would be two classes
 * JobFailure.
 * @returns The folder of the copy, below `dist/`.
 */
export async function buildForRequire(dist: string): Promise<string> {
  const folder = join(dist, FOLDER);
  await build({
    ...SETTINGS,
    entryPoints: [join(dist, `${DEPLOYER}.js`)],
    outfile: join(folder, `${DEPLOYER}.js`),
    bundle: true,
    packages: 'external',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: {
      js: `const importMetaUrl = require('node:url').pathToFileURL(require('node:path').join(__dirname, '${PLACE}')).href;`,
    },
  });
  // File by file: the author's front door and what tests an action share their classes.
  const files = await reachableModules(dist, AUTHOR);
  await build({ ...SETTINGS, entryPoints: files.map((file) => join(dist, file)), outbase: dist, outdir: folder });
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const entries = [DEPLOYER, ...AUTHOR].map((module) => `${module}.d.ts`);
  for (const path of await reachableDeclarations(dist, entries)) await cp(join(dist, path), join(folder, path));
  return FOLDER;
}

/** The modules that these lead to, themselves included, counted from `dist/`. */
async function reachableModules(dist: string, modules: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    ...SETTINGS,
    entryPoints: modules.map((module) => join(dist, `${module}.js`)),
    absWorkingDir: dist,
    outdir: FOLDER,
    bundle: true,
    packages: 'external',
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs);
}
