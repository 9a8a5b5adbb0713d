const { App, Stack } = require('aws-cdk-lib');
const { PartnerActionWorker } = require('codepipeline-partner-action/cdk');

const stack = new Stack(new App(), 'Greeter');
new PartnerActionWorker(stack, 'Worker', { actions: 'actions.mjs' });
