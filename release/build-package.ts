import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { buildPage } from '../local/console/build-page.ts';
import { reachableDeclarations, removeUnreachable, rewriteSpecifiers } from './declarations.ts';
import { buildForRequire } from './for-require.ts';

/**
 * Builds the package into `dist/`: JavaScript of what tsconfig.package.json names and of all that these import, and the
 * declarations that the exports lead to. The page is bundled ahead, so that what it is made of need not be installed.
 * @throws Error with what the compiler said, or naming an export without a file.
 */
export async function buildPackage(root: string): Promise<void> {
  const dist = join(root, 'dist');
  await rm(dist, { recursive: true, force: true });
  await compile(root);
  const files = await filesBelow(dist);
  const declarations = files.filter((path) => path.endsWith('.d.ts'));
  await Promise.all(declarations.map((path) => rewriteSpecifiers(join(dist, path))));
  await requireNamedModules(dist, files);
  await buildPage(join(dist, 'local/console'));
  const forRequire = await buildForRequire(dist);
  const entries = (await exportedTypes(root)).filter((path) => !path.startsWith(forRequire));
  await removeUnreachable(dist, declarations, await reachableDeclarations(dist, entries));
}

async function compile(root: string): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  // Several checkers would each work out the types that they share.
  const args = [tsc, '--project', join(root, 'tsconfig.package.json'), '--checkers', '1'];
  await promisify(execFile)(process.execPath, args).catch(({ stdout }: { stdout: string }) => {
    throw new Error(`The package does not compile.\n${stdout}`);
  });
}

/** Modules that are named by their paths, and imported by none, are compiled only when the tsconfig names them too. */
async function requireNamedModules(dist: string, files: readonly string[]): Promise<void> {
  for (const file of files.filter((path) => path.endsWith('.js'))) {
    const text = await readFile(join(dist, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/modulePath\(import\.meta\.url, '([^']+)'\)/g)) {
      const named = posix.join(posix.dirname(file), path);
      if (!files.includes(`${named}.js`))
        throw new Error(`${file} names ${named}: tsconfig.package.json must name it too`);
    }
  }
}

/** The declarations that package.json exports, counted from `dist/`. */
async function exportedTypes(root: string): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return JSON.stringify(exports).match(/(?<=\.\/dist\/)[^"]+\.d\.ts/g) ?? [];
}

/** The paths of all files below a folder, counted from there. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .toSorted();
}
