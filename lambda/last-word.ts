import middy from '@middy/core';
import type { ClaimPorts } from './job/claim.ts';
import { handOn } from './job/hand-on.ts';
import type { LeasePorts } from './job/ports.ts';
import type { RoundPorts } from './job/rounds.ts';
import { giveUp } from './job/runs.ts';
import { claimJob } from './middleware/claim-job.ts';
import { holdLease } from './middleware/hold-lease.ts';
import type { WithClaimedJob } from './middleware/invocation.ts';
import { leaveOffered } from './middleware/leave-offered.ts';
import { observe } from './middleware/observe.ts';
import { reportOutcome } from './middleware/report-outcome.ts';
import { takeMessage } from './middleware/take-message.ts';

/**
 * For a message that was received too often: the same road as a worker's, with a failure where the action would run. A job
 * that still has a worker, or an outcome that only needs reporting, is treated as a worker treats it. A job that certainly
 * was never acknowledged is left on offer. A round that waited is handed on, because receives during a wait must not end a job.
 */
export const createLastWord = (ports: ClaimPorts & LeasePorts & RoundPorts) =>
  middy<WithClaimedJob>()
    .use(observe())
    .use(takeMessage(ports))
    .use(holdLease(ports))
    .use(reportOutcome(ports))
    .use(leaveOffered())
    .use(claimJob(ports))
    .handler(async (event: WithClaimedJob) => (await handOn(ports, event)) ?? giveUp(event.lease, event.log));
