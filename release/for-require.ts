import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { reachableDeclarations } from './declarations.ts';

/** Below `dist/`. What is in it is the same as beside it, for those who `require` it. */
const FOLDER = 'cdk-for-require';
/** The module that is required, in `dist/` and in that folder. */
const MODULE = 'lib/index';
/** Modules count paths from where they are. All that are in the one file take themselves for this, which is of their room. */
const PLACE = '../../lib/bundles/index.js';

/**
 * Adds a CommonJS copy of what a deployer imports. CDK apps are CommonJS as `cdk init` makes them, and their tests run in
 * jest, which does not `require` ES modules. The author's import has no such copy: there would be two classes JobFailure.
 * @returns The folder of the copy, below `dist/`.
 */
export async function buildForRequire(dist: string): Promise<string> {
  const folder = join(dist, FOLDER);
  await build({
    entryPoints: [join(dist, `${MODULE}.js`)],
    outfile: join(folder, `${MODULE}.js`),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: {
      js: `const importMetaUrl = require('node:url').pathToFileURL(require('node:path').join(__dirname, '${PLACE}')).href;`,
    },
    // Whatever else only an ES module knows.
    logOverride: { 'empty-import-meta': 'error' },
    logLevel: 'silent',
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const declarations = await reachableDeclarations(dist, [`${MODULE}.d.ts`]);
  for (const path of declarations) await cp(join(dist, path), join(folder, path));
  return FOLDER;
}
