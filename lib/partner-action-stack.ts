import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PartnerActionWorker } from './partner-action-worker.ts';
import type { PartnerActionWorkerProps } from './partner-action-worker-props.ts';

export interface PartnerActionStackProps extends StackProps, PartnerActionWorkerProps {}

/** One worker and the names an operator needs. Deploy it to every Region the actions are offered in: jobs do not cross Regions. */
export class PartnerActionStack extends Stack {
  readonly worker: PartnerActionWorker;

  constructor(scope: Construct, id: string, props: PartnerActionStackProps) {
    super(scope, id, props);
    this.worker = new PartnerActionWorker(this, 'PartnerAction', props);
    const { queues, tables } = this.worker;
    const outputs = {
      QueueUrl: queues.jobs.queueUrl,
      DeadLetterQueueUrl: queues.deadLetters.queueUrl,
      ClientsTable: tables.clients.tableName,
      LedgerTable: tables.ledger.tableName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
