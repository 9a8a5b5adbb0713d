import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actions } from '../lambda/actions/index.ts';
import { bundleAll } from '../lib/bundles.ts';
import { PartnerActionStack } from '../lib/partner-action-stack.ts';

const bundles = await bundleAll(join(import.meta.dirname, '../build'));

new PartnerActionStack(new App(), 'PartnerAction', {
  description: 'Job worker for CodePipeline partner actions',
  actionTypes: actions.map(({ type }) => type),
  bundles: {
    poller: bundles.poller.folder,
    worker: bundles.worker.folder,
    'last-word': bundles['last-word'].folder,
  },
});
