import { systemClock } from '../../model/clock.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createWorkerAt, startActionThread } from '../worker.ts';
import {
  actionEnvironment,
  actionHeap,
  ownTemporaryFolder,
  readRoundLimits,
  rehearsed,
  requireVariable,
} from './environment.ts';
import { deployedSource } from './source.ts';

/** Lies beside this module in its bundle. */
const thread = new URL('./action-thread.mjs', import.meta.url);

/** The worker as it is deployed, with each action in a thread of its own. */
export const handler = createWorkerAt(
  {
    source: deployedSource(),
    ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
    queue: sqsQueue(requireVariable('QUEUE_URL')),
    clock: systemClock,
    ...rehearsed(),
    limits: readRoundLimits(),
  },
  () =>
    startActionThread(thread, {
      environment: actionEnvironment(),
      heapMegabytes: actionHeap(),
      temporaryFolder: ownTemporaryFolder(),
    }),
);
