import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const SOURCES = join(import.meta.dirname, 'contestants');
const USAGE = join(import.meta.dirname, 'report-usage.ts');
const BUNDLES = join(import.meta.dirname, '../build/bench/contestants');

/** Where the bundle of a script of `contestants/` lies, or of the one that is loaded before it. */
export const bundleOf = (script: string): string => join(BUNDLES, script.replace(/\.ts$/, '.mjs'));

/** Bundles every contestant as a Lambda function is, ours and the others, so that none is measured loading its parts. */
export async function bundleContestants(): Promise<void> {
  const scripts = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts'));
  await build({
    entryPoints: [...scripts.map((name) => join(SOURCES, name)), USAGE],
    outdir: BUNDLES,
    outbase: SOURCES,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'warning',
    // CommonJS packages in an ES module still ask for Node's own modules through require.
    banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
  });
}
