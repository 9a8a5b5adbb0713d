import type { Command } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import { sqsQueue } from '../../lambda/aws/sqs/queue.ts';
import { openClientsTable } from '../clients/clients-table.ts';
import { deploymentOptions, findDeployment } from '../deployment.ts';
import { findJobId } from './find-job-id.ts';
import { type RetryPorts, retryJob } from './retry-job.ts';

/** `partner-action jobs retry`: puts a stuck job back to the workers. */
export const retryCommand: Command = async (args, { environment, clock, print, printJson }) => {
  const { values, operands } = parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' } }, ['JOBID']);
  const deployment = findDeployment(values, environment);
  const jobId = await findJobId(deployment, operands[0] ?? '', clock.now());
  const database = deployment.configOf('dynamodb');
  const ports: RetryPorts = {
    ledger: dynamodbLedger(deployment.require('ledgerTable'), database),
    // Named only once a partner's job is met: a deployment of custom actions has no such table.
    clients: { find: (clientId) => openClientsTable(deployment.require('clientsTable'), database).find(clientId) },
    queue: sqsQueue(deployment.require('queueUrl'), deployment.configOf('sqs')),
    clock,
  };
  const phase = await retryJob(ports, jobId);
  if (values.json) printJson({ jobId, phase });
  else print(`Job ${jobId} is queued again; its phase is ${phase}.`);
};
