import { App } from 'aws-cdk-lib';
import { createStacks, refuseUnknownContext } from '../lib/index.ts';
import deployment from '../partner-action.config.ts';

/** The CDK app: the stacks of the deployment file. */
const app = new App();
refuseUnknownContext(app.node);
createStacks(app, deployment);
