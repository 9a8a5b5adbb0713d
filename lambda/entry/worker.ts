import { systemClock } from '../../model/clock.ts';
import { HOT_MINUTES, wakesItself } from '../../model/polling.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { dynamodbPollLease } from '../aws/dynamodb/poll-lease.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createWorkerAt, startActionThread } from '../worker.ts';
import {
  actionEnvironment,
  actionHeap,
  ownTemporaryFolder,
  readPolling,
  readRoundLimits,
  readTimeLimits,
  rehearsed,
  requireVariable,
} from './environment.ts';
import { deployedSource } from './source.ts';

/** Lies beside this module in its bundle. */
const thread = new URL('./action-thread.mjs', import.meta.url);

const ledgerTable = requireVariable(stackVariables.ledgerTable);
const { pollEvery } = readPolling();
const limits = readTimeLimits();

/** The worker as it is deployed, with each action in a thread of its own. */
export const handler = createWorkerAt(
  {
    source: deployedSource(limits),
    ledger: dynamodbLedger(ledgerTable, { limits }),
    queue: sqsQueue(requireVariable(stackVariables.queueUrl), { limits }),
    clock: systemClock,
    ...rehearsed(),
    limits: readRoundLimits(),
    expectRound: wakesItself(pollEvery) ? expectRoundIn(ledgerTable) : undefined,
  },
  () =>
    startActionThread(thread, {
      environment: actionEnvironment(),
      heapMegabytes: actionHeap(),
      temporaryFolder: ownTemporaryFolder(),
    }),
);

function expectRoundIn(table: string): () => Promise<void> {
  const lease = dynamodbPollLease(table, { limits });
  return () => lease.heat(systemClock.now() + HOT_MINUTES * 60_000);
}
