import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScripts } from './bundle-scripts.ts';

const SOURCES = join(import.meta.dirname, 'contestants');
const USAGE = join(import.meta.dirname, 'report-usage.ts');
const BUNDLES = join(import.meta.dirname, '../../build/bench/contestants');

/** Where the bundle of a script of `contestants/` lies, or of the one that is loaded before it. */
export const bundleOf = (script: string): string => join(BUNDLES, script.replace(/\.ts$/, '.mjs'));

/** Bundles every contestant as a Lambda function is, ours and the others, so that none is measured loading its parts. */
export async function bundleContestants(): Promise<void> {
  const scripts = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts'));
  await bundleScripts([...scripts.map((name) => join(SOURCES, name)), USAGE], BUNDLES);
}
