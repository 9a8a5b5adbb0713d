import middy from '@middy/core';
import type { ActionTypeId } from '../model/action-type.ts';
import { systemClock } from '../model/clock.ts';
import { codePipelineJobs } from './aws/codepipeline/codepipeline-jobs.ts';
import { dynamodbLedger } from './aws/dynamodb/ledger.ts';
import { sqsQueue } from './aws/sqs/queue.ts';
import { rehearsedLease, requireVariable } from './environment.ts';
import { createPollMemory, poll } from './job/poll.ts';
import type { Invocation } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';

/** Left of an invocation for its last poll to come to an end, in milliseconds. */
const LAST_POLL_TAKES = 10_000;

const actionTypes: ActionTypeId[] = JSON.parse(requireVariable('ACTION_TYPES'));
const ports = {
  jobs: codePipelineJobs(),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
  queue: sqsQueue(requireVariable('QUEUE_URL')),
  clock: systemClock,
  leaseSeconds: rehearsedLease(),
  memory: createPollMemory(),
};

/** Every minute: queues the jobs on offer. */
export const handler = middy<Invocation>()
  .use(observe())
  .handler(async ({ log, killedAt }: Invocation) => {
    const queued = await poll({ ...ports, log }, actionTypes, killedAt - LAST_POLL_TAKES);
    return { queued };
  });
