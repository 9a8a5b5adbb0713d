import { App, Stack } from 'aws-cdk-lib';
import { PartnerActionWorker } from 'codepipeline-partner-action/cdk';

const stack = new Stack(new App(), 'Greeter');
new PartnerActionWorker(stack, 'Worker', { actions: 'actions.js' });
