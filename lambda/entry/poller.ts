import { systemClock } from '../../model/clock.ts';
import type { PolledActionType } from '../../model/integration.ts';
import { customJobs } from '../aws/codepipeline/custom-jobs.ts';
import { thirdPartyJobs } from '../aws/codepipeline/third-party-jobs.ts';
import { dynamodbLedger } from '../aws/dynamodb/ledger.ts';
import { sqsQueue } from '../aws/sqs/queue.ts';
import { createPoller } from '../poller.ts';
import { deployedIntegration, rehearsedLease, requireVariable } from './environment.ts';

const actionTypes: PolledActionType[] = JSON.parse(requireVariable('ACTION_TYPES'));

/** The poller as it is deployed. */
export const handler = createPoller(
  {
    offers: deployedIntegration() === 'custom' ? customJobs() : thirdPartyJobs(),
    ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
    queue: sqsQueue(requireVariable('QUEUE_URL')),
    clock: systemClock,
    leaseSeconds: rehearsedLease(),
  },
  actionTypes,
);
