import { systemClock } from '../../model/clock.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createLastWord } from '../last-word.ts';
import { rehearsed, requireVariable } from './environment.ts';
import { deployedSource } from './source.ts';

/** The last word as it is deployed. */
export const handler = createLastWord({
  source: deployedSource(),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
  queue: sqsQueue(requireVariable('QUEUE_URL')),
  clock: systemClock,
  ...rehearsed(),
});
