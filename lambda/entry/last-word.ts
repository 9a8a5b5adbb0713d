import { systemClock } from '../../model/clock.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createLastWord } from '../last-word.ts';
import { readRoundLimits, readTimeLimits, rehearsed, requireVariable } from './environment.ts';
import { deployedSource } from './source.ts';

const limits = readTimeLimits();

/** The last word as it is deployed. */
export const handler = createLastWord({
  source: deployedSource(limits),
  ledger: dynamodbLedger(requireVariable(stackVariables.ledgerTable), { limits }),
  queue: sqsQueue(requireVariable(stackVariables.queueUrl), { limits }),
  clock: systemClock,
  ...rehearsed(),
  limits: readRoundLimits(),
});
