import { callOf } from '../../command/call.ts';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import { openClientsTable } from '../clients/clients-table.ts';
import type { Deployment } from '../deployment.ts';
import { readQueueDepth } from '../jobs/job-queue.ts';
import { type Check, fault, ok } from './check.ts';

/** No job and no client has this name. */
const NOBODY = 'doctor';

/** Whether the tables and queues of a deployment answer; nothing is written. */
export function resourceChecks(deployment: Deployment): Check[] {
  const { find, configOf } = deployment;
  const [queue, deadLetters] = [find('queueUrl'), find('deadLetterQueueUrl')];
  const [ledger, clients] = [find('ledgerTable'), find('clientsTable')];
  return [
    ...(ledger === undefined ? [] : [ledgerCheck(ledger, deployment)]),
    ...(clients === undefined ? [] : [clientsCheck(clients, deployment)]),
    ...(queue === undefined
      ? []
      : [
          {
            name: 'queue',
            look: async () => {
              const { waiting, hidden } = await readQueueDepth(queue, configOf('sqs'));
              return ok(`${queue} has about ${waiting} waiting, ${hidden} received or delayed.`);
            },
          },
        ]),
    ...(deadLetters === undefined ? [] : [deadLettersCheck(deadLetters, deployment)]),
  ];
}

const ledgerCheck = (table: string, { configOf }: Deployment): Check => ({
  name: 'ledger',
  look: async () => {
    await dynamodbLedger(table, configOf('dynamodb')).read(NOBODY);
    return ok(`${table} answers.`);
  },
});

const clientsCheck = (table: string, { configOf }: Deployment): Check => ({
  name: 'clients',
  look: async () => {
    await openClientsTable(table, configOf('dynamodb')).find(NOBODY);
    return ok(`${table} answers.`);
  },
});

const deadLettersCheck = (queue: string, { configOf }: Deployment): Check => ({
  name: 'dead letters',
  look: async () => {
    const { waiting, hidden } = await readQueueDepth(queue, configOf('sqs'));
    const jobs = waiting + hidden;
    if (jobs === 0) return ok('There are none.');
    return fault(
      `There are about ${jobs}: the last word has not reported them yet.`,
      `Look at the log of the last word, solve what it says, or ${callOf('jobs', 'fail JOBID --message TEXT')}.`,
    );
  },
});
