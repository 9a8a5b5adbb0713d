import { systemClock } from '../../model/clock.ts';
import { codePipelineJobs } from '../aws/codepipeline/codepipeline-jobs.ts';
import { dynamodbClients } from '../aws/dynamodb/clients.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createLastWord } from '../last-word.ts';
import { rehearsedLease, requireVariable } from './environment.ts';

/** The last word as it is deployed. */
export const handler = createLastWord({
  jobs: codePipelineJobs(),
  clients: dynamodbClients(requireVariable('CLIENTS_TABLE')),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
  queue: sqsQueue(requireVariable('QUEUE_URL')),
  clock: systemClock,
  leaseSeconds: rehearsedLease(),
});
