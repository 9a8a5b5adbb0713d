import { writeFileSync } from 'node:fs';
import { bundleAll, foldersOf } from './bundles.ts';
import { definitionsOf } from './definitions.ts';
import { loadActions } from './load-actions.ts';
import { RESULT, type Synthesized, type ToSynthesize } from './synthesize-bundles.ts';

/** The child that a synthesis bundles in: it runs the author's module to read the actions, and bundles the functions. */
const { actions, folder } = JSON.parse(process.argv[2] ?? '') as ToSynthesize;
try {
  const definitions = definitionsOf((await loadActions(actions)).actions);
  const bundles = await bundleAll(folder, actions, { portable: true });
  const synthesized: Synthesized = { definitions, folders: foldersOf(bundles) };
  writeFileSync(RESULT, JSON.stringify(synthesized));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
