import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { stackVariables } from '../../model/stack-variables.ts';
import { rollbackTriggers } from '../monitoring/monitoring.ts';
import type { PartnerActionWorker } from './partner-action-worker.ts';

/** In this repository a command is a script; elsewhere it is a command of the package. */
const commandOf = (name: string) =>
  import.meta.url.endsWith('.ts') ? `npm run ${name} --` : `npx partner-action ${name}`;

/**
 * The names an operator needs and the commands to go on with. They name resources and ask for the rest: no output ever
 * holds a client ID or a client token.
 */
export function createOutputs(stack: Stack, deployed: PartnerActionWorker): void {
  const { queues, tables, poller, worker, monitoring, policies } = deployed;
  const names = {
    QueueUrl: queues.jobs.queueUrl,
    DeadLetterQueueUrl: queues.deadLetters.queueUrl,
    ...(tables.clients && { ClientsTable: tables.clients.tableName }),
    LedgerTable: tables.ledger.tableName,
  };
  const here = `--stack ${stack.stackName} --region ${stack.region}`;
  const dashboards = `https://console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards/dashboard/`;
  const outputs = {
    ...names,
    PollerFunction: poller.functionName,
    OperatorPolicy: policies.operator.managedPolicyArn,
    ...(policies.onboarding && { OnboardingPolicy: policies.onboarding.managedPolicyArn }),
    ...(monitoring && { RollbackTriggers: stack.toJsonString(rollbackTriggers(monitoring)) }),
    NextSetEnvironment:
      `export ${stackVariables.queueUrl}=${names.QueueUrl} ${stackVariables.deadLetterQueueUrl}=${names.DeadLetterQueueUrl} ` +
      `${tables.clients ? `${stackVariables.clientsTable}=${tables.clients.tableName} ` : ''}` +
      `${stackVariables.ledgerTable}=${names.LedgerTable} AWS_REGION=${stack.region}`,
    ...(tables.clients && { NextAddClient: `${commandOf('clients')} add CLIENTID ${here}` }),
    NextListJobs: `${commandOf('jobs')} list ${here}`,
    NextReadLog: `aws logs tail ${worker.logGroup.logGroupName} --follow --region ${stack.region}`,
    ...(monitoring && { NextOpenDashboard: `${dashboards}${monitoring.dashboard.dashboardName}` }),
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}
