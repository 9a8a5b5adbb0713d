import { systemClock } from '../../model/clock.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createLastWord } from '../last-word.ts';
import { readRoundLimits, readTimeLimits, rehearsed, requireVariable } from './environment.ts';
import { deployedSource } from './source.ts';

const limits = readTimeLimits();

/** The last word as it is deployed. */
export const handler = createLastWord({
  source: deployedSource(limits),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE'), { limits }),
  queue: sqsQueue(requireVariable('QUEUE_URL'), { limits }),
  clock: systemClock,
  ...rehearsed(),
  limits: readRoundLimits(),
});
