import { type BuildOptions, build } from 'esbuild';

/** Bundles scripts, each into one file of its name in a folder, with the settings that `lib/bundles.ts` has for functions. */
export async function bundleScripts(
  entryPoints: string[],
  outdir: string,
  further: Pick<BuildOptions, 'alias' | 'sourcemap' | 'sourcesContent'> = {},
): Promise<void> {
  await build({
    ...{ entryPoints, outdir, ...further },
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS packages in an ES module still ask for Node's own modules through require.
    banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
  });
}
