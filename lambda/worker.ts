import middy from '@middy/core';
import { actions } from './actions/index.ts';
import { codePipelineJobs } from './aws/codepipeline-jobs.ts';
import { dynamodbClients } from './aws/dynamodb-clients.ts';
import { dynamodbLedger } from './aws/dynamodb-ledger.ts';
import { s3Artifacts } from './aws/s3-artifacts.ts';
import { sqsQueue } from './aws/sqs-queue.ts';
import { allowedHosts, isLocal, rehearsedLease, requireVariable } from './environment.ts';
import { systemClock } from './job/clock.ts';
import type { LeasePorts } from './job/lease.ts';
import { type RunPorts, run } from './job/run.ts';
import { claimJob } from './middleware/claim-job.ts';
import { holdLease } from './middleware/hold-lease.ts';
import type { WithClaimedJob } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';
import { reportOutcome } from './middleware/report-outcome.ts';
import { takeMessage } from './middleware/take-message.ts';
import { openArtifact } from './open-artifact.ts';
import { createArchive } from './zip/create-archive.ts';

/** What a worker reaches the world through. */
export interface WorkerPorts extends RunPorts, LeasePorts {}

/** One message, one job: claim it, run its action, report the outcome. */
export const createWorker = (ports: WorkerPorts) =>
  middy<WithClaimedJob>()
    .use(observe())
    .use(takeMessage(ports))
    .use(holdLease(ports))
    .use(reportOutcome(ports))
    .use(claimJob(ports))
    .handler(({ message, claimed, ...context }: WithClaimedJob) => run(ports, message, claimed, context));

const local = isLocal();

export const handler = createWorker({
  jobs: codePipelineJobs(),
  clients: dynamodbClients(requireVariable('CLIENTS_TABLE')),
  ledger: dynamodbLedger(requireVariable('LEDGER_TABLE')),
  queue: sqsQueue(requireVariable('QUEUE_URL')),
  artifacts: s3Artifacts({ openArchive: openArtifact, createArchive }, { forcePathStyle: local }),
  clock: systemClock,
  leaseSeconds: rehearsedLease(),
  actions,
  surroundings: { local, allowedHosts: allowedHosts() },
});
