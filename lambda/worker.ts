import { extname } from 'node:path';
import middy from '@middy/core';
import { systemClock } from '../model/clock.ts';
import { codePipelineJobs } from './aws/codepipeline/codepipeline-jobs.ts';
import { dynamodbClients } from './aws/dynamodb/clients.ts';
import { dynamodbLedger } from './aws/dynamodb/ledger.ts';
import { sqsQueue } from './aws/sqs/queue.ts';
import {
  actionEnvironment,
  actionHeap,
  ownTemporaryFolder,
  readRoundLimits,
  rehearsedLease,
  requireVariable,
} from './environment.ts';
import { startActionThread } from './job/action-thread.ts';
import type { LeasePorts } from './job/lease.ts';
import { workHere } from './job/perform.ts';
import { type RunPorts, runAt, type WorkPorts } from './job/run.ts';
import type { Workplace } from './job/workplace.ts';
import { claimAndOpen } from './middleware/claim-and-open.ts';
import { holdLease } from './middleware/hold-lease.ts';
import type { WithWorkplace } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';
import { reportOutcome } from './middleware/report-outcome.ts';
import { takeMessage } from './middleware/take-message.ts';

/** What a worker reaches the world through. */
export interface WorkerPorts extends RunPorts, LeasePorts {}

/** One message, one job: claim it, run its action in this very thread, report the outcome. */
export const createWorker = (ports: WorkerPorts) => createWorkerAt(ports, () => workHere(ports));

/** The same with each action in a workplace of its own. */
export const createWorkerAt = (ports: WorkPorts & LeasePorts, openWorkplace: () => Workplace) =>
  middy<WithWorkplace>()
    .use(observe())
    .use(takeMessage(ports))
    .use(holdLease(ports))
    .use(reportOutcome(ports))
    .use(claimAndOpen(ports, openWorkplace))
    .handler(async ({ message, claimed, ...context }: WithWorkplace) => {
      try {
        return await runAt(ports, message, claimed, context);
      } finally {
        await context.workplace.close(context.log);
      }
    });

/** Lies beside this module: as a source, and as what it was bundled to. */
const thread = new URL(`./action-thread${extname(import.meta.url)}`, import.meta.url);

export const handler = createWorkerAt(
  {
    jobs: codePipelineJobs(),
    clients: dynamodbClients(requireVariable('CLIENTS_TABLE')),
    ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
    queue: sqsQueue(requireVariable('QUEUE_URL')),
    clock: systemClock,
    leaseSeconds: rehearsedLease(),
    limits: readRoundLimits(),
  },
  () =>
    startActionThread(thread, {
      environment: actionEnvironment(),
      heapMegabytes: actionHeap(),
      temporaryFolder: ownTemporaryFolder(),
    }),
);
