import { systemClock } from '../../model/clock.ts';
import { thirdPartyJobs } from '../aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../aws/dynamodb/clients.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createLastWord } from '../last-word.ts';
import { thirdPartySource } from '../sources/third-party/third-party-source.ts';
import { rehearsedLease, requireVariable } from './environment.ts';

/** The last word as it is deployed. */
export const handler = createLastWord({
  source: thirdPartySource({ jobs: thirdPartyJobs(), clients: dynamodbClients(requireVariable('CLIENTS_TABLE')) }),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
  queue: sqsQueue(requireVariable('QUEUE_URL')),
  clock: systemClock,
  leaseSeconds: rehearsedLease(),
});
