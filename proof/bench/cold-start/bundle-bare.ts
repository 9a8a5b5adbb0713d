import { join } from 'node:path';
import { type BundleName, bundleNames } from '../../../lib/bundles/bundles.ts';
import { bundleScripts } from '../bundle-scripts.ts';

const SOURCES = import.meta.dirname;
const BUNDLES = join(SOURCES, '../../../build/bench/cold-start');

/** The bundle of the script that measures. */
export const PROBE = join(BUNDLES, 'probe.mjs');

/** The bundle of the bare handler that stands beside a function. */
export const bareBundleOf = (name: BundleName): string => join(BUNDLES, `bare-${name}.mjs`);

/** Bundles the bare handlers as the functions are, and the script that measures both. */
export async function bundleBare(): Promise<void> {
  await bundleScripts([join(SOURCES, 'probe.ts')], BUNDLES);
  const handlers = bundleNames.map((name) => join(SOURCES, `bare-${name}.ts`));
  await bundleScripts(handlers, BUNDLES, {
    alias: { '@aws-sdk/credential-provider-node': join(SOURCES, '../../../lambda/aws/environment-credentials.ts') },
    sourcemap: 'linked',
    sourcesContent: false,
  });
}
