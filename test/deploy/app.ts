import { App, DefaultStackSynthesizer, Duration, type IStackSynthesizer, RemovalPolicy } from 'aws-cdk-lib';
import { actionsModule } from '../../bin/actions.ts';
import { PartnerActionStack } from '../../lib/app/partner-action-stack.ts';
import { readSettings } from '../../lib/app/settings.ts';
import { bundleAll, foldersOf } from '../../lib/bundles/bundles.ts';

/**
 * The stack as it is rehearsed: without the rule that asks for the bootstrap version, which moto forgets before an
 * update, and without monitoring, because moto leaves alarms out and then misses them in the dashboard.
 */
const app = new App();
const minutes = app.node.tryGetContext('workerTimeoutMinutes');
const { tables } = readSettings(app.node);
// The CDK's own class does not fit its own interface under exactOptionalPropertyTypes.
const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;

new PartnerActionStack(app, 'Rehearsal', {
  env: { account: '123456789012', region: 'us-east-1' },
  synthesizer,
  actionTypes: [{ category: 'Test', owner: 'ThirdParty', provider: 'Example', version: '1' }],
  bundles: foldersOf(await bundleAll(app.node.getContext('bundles'), actionsModule)),
  removalPolicy: RemovalPolicy.DESTROY,
  monitoring: false,
  ...tables,
  ...(minutes === undefined ? {} : { workerTimeout: Duration.minutes(Number(minutes)) }),
});
