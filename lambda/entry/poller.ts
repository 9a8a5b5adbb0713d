import { systemClock } from '../../model/clock.ts';
import type { PolledActionType } from '../../model/integration.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { customJobs } from '../aws/codepipeline/custom-jobs.ts';
import { thirdPartyJobs } from '../aws/codepipeline/third-party-jobs.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { dynamodbPollLease } from '../aws/dynamodb/poll-lease.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { sqsWakeUpQueue } from '../aws/sqs/wake-up-queue.ts';
import { createPoller } from '../poller.ts';
import { deployedIntegration, readPolling, readTimeLimits, rehearsed, requireVariable } from './environment.ts';

const actionTypes: PolledActionType[] = JSON.parse(requireVariable(stackVariables.actionTypes));
const ledgerTable = requireVariable(stackVariables.ledgerTable);
const { wakeUpQueue, ...polling } = readPolling();

/** Set for custom actions only, and missing for a moment when a stack update has changed the code but not yet the variables. */
const deadLetterQueueUrl = process.env[stackVariables.deadLetterQueueUrl];

const limits = readTimeLimits();

/** The poller as it is deployed. */
export const handler = createPoller(
  {
    offers: deployedIntegration() === 'custom' ? customJobs({ limits }) : thirdPartyJobs({ limits }),
    ledger: dynamodbLedger(ledgerTable, { limits }),
    queue: sqsQueue(requireVariable(stackVariables.queueUrl), { limits }),
    deadLetters: deadLetterQueueUrl === undefined ? undefined : sqsQueue(deadLetterQueueUrl, { limits }),
    clock: systemClock,
    ...rehearsed(),
    pace: {
      ...polling,
      lease: dynamodbPollLease(ledgerTable, { limits }),
      wakeUps: wakeUpQueue === undefined ? undefined : sqsWakeUpQueue(wakeUpQueue, { limits }),
    },
  },
  actionTypes,
);
