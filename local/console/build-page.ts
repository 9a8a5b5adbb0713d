import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackages, writeLicenses } from '../../lib/bundles/licenses.ts';

/** The names of the files that the page is made of beside its HTML. */
export const pageFiles = ['page.js', 'page.css'] as const;
export type PageFile = (typeof pageFiles)[number];

const here = fileURLToPath(new URL('./', import.meta.url));

/** Bundles the page from its source. @throws Error of esbuild naming the file and line that do not build. */
export const bundlePage = async (): Promise<Record<PageFile, Uint8Array>> => (await build()).files;

async function build() {
  // Only when there is something to bundle: in the package the page is built ahead.
  const { buildSync } = await import('esbuild');
  // In a process of its own, because the service that bundles the functions is stopped after that.
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: here,
    entryPoints: { page: join(here, 'page/main.tsx') },
    outdir: here,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2024', 'chrome130', 'firefox135', 'safari18'],
    minify: true,
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const contentOf = (name: PageFile) => {
    const found = outputFiles.find(({ path }) => path.endsWith(name));
    if (found === undefined) throw new Error(`The page was built without ${name}`);
    return found.contents;
  };
  const files = { 'page.js': contentOf('page.js'), 'page.css': contentOf('page.css') };
  return { files, packages: findPackages(here, ...Object.values(metafile.outputs)) };
}

/**
 * Builds the page ahead, into the folder that will hold the compiled `console-files`: what is found there is served in
 * place of the source. The licences of what it is made of lie beside it.
 * @example await buildPage('dist/local/console');
 */
export async function buildPage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { files, packages } = await build();
  for (const name of pageFiles) await writeFile(join(folder, name), files[name]);
  for (const name of ['index.html', 'console.svg'])
    await writeFile(join(folder, name), await readFile(join(here, name)));
  writeLicenses(join(folder, 'THIRD-PARTY-LICENSES.txt'), packages);
}
