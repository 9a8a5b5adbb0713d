import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createOutputs } from '../worker/outputs.ts';
import { PartnerActionWorker } from '../worker/partner-action-worker.ts';
import type { PartnerActionWorkerProps } from '../worker/partner-action-worker-props.ts';

export interface PartnerActionStackProps extends StackProps, PartnerActionWorkerProps {}

/** One worker and the names an operator needs. Deploy it to every Region the actions are offered in: jobs do not cross Regions. */
export class PartnerActionStack extends Stack {
  readonly worker: PartnerActionWorker;

  /** @throws Error saying which prop is wrong, what it is and what is allowed. */
  constructor(scope: Construct, id: string, props: PartnerActionStackProps) {
    super(scope, id, props);
    // CloudFormation passes it on to every resource: what a bill is split by when an account has several workers.
    this.tags.setTag('partner-action-worker', this.stackName);
    this.worker = new PartnerActionWorker(this, 'PartnerAction', props);
    createOutputs(this, this.worker);
  }
}
