import { type BuildOptions, build } from 'esbuild';
import { bundleSettings } from '../../lib/bundles/bundles.ts';
import { httpAlone } from '../../lib/bundles/plugins.ts';

/** Bundles scripts, each into one file of its name in a folder, as functions are. */
export async function bundleScripts(
  entryPoints: string[],
  outdir: string,
  further: Pick<BuildOptions, 'alias' | 'sourcemap' | 'sourcesContent'> = {},
): Promise<void> {
  await build({
    ...{ ...bundleSettings, entryPoints, outdir, ...further },
    plugins: [httpAlone],
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
}
