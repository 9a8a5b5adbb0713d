import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actions } from '../lambda/actions/index.ts';
import { bundleAll, foldersOf } from '../lib/bundles.ts';
import { createStacks } from '../lib/create-stacks.ts';

const bundles = await bundleAll(join(import.meta.dirname, '../build'));

createStacks(
  new App(),
  actions.map(({ type }) => type),
  foldersOf(bundles),
);
