import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/app/create-stacks.ts';
import { bundleAll, foldersOf } from '../lib/bundles/bundles.ts';
import { actions, actionsModule } from './actions.ts';

/** The CDK app: bundles the functions into its output, and makes the stacks. */
const app = new App();
// The CDK lets one synthesis at a time into an output folder, so nobody else writes the bundles that are read here.
const bundles = await bundleAll(join(app.outdir, 'bundles'), actionsModule);

createStacks(
  app,
  actions.map(({ type }) => type),
  foldersOf(bundles),
);
