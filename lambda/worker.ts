import middy from '@middy/core';
import type { Action } from './action/action.ts';
import type { ClaimPorts } from './job/claim.ts';
import type { LeasePorts } from './job/ports.ts';
import type { ReportPorts } from './job/report.ts';
import { runAt, type WorkPorts } from './job/run.ts';
import type { Workplace } from './job/workplace.ts';
import { claimAndOpen } from './middleware/claim-and-open.ts';
import { holdLease } from './middleware/hold-lease.ts';
import type { WithWorkplace } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';
import { reportOutcome } from './middleware/report-outcome.ts';
import { takeMessage } from './middleware/take-message.ts';
import { type RunPorts, workHere } from './workplace/work-here.ts';

export { startActionThread } from './workplace/action-thread.ts';

/** What a worker reaches the world through. */
export interface WorkerPorts extends Omit<RunPorts, 'actions'>, ClaimPorts, LeasePorts, ReportPorts {}

/** One message, one job: claims it, runs its action in this same thread, reports the outcome. */
export const createWorker = (ports: WorkerPorts, actions: readonly Action[]) =>
  createWorkerAt(ports, () => workHere({ ...ports, actions }));

/** The same, with a workplace of its own for each action. */
export const createWorkerAt = (
  ports: WorkPorts & ClaimPorts & LeasePorts & ReportPorts,
  openWorkplace: () => Workplace,
) =>
  middy<WithWorkplace>()
    .use(observe())
    .use(takeMessage(ports))
    .use(holdLease(ports))
    .use(reportOutcome(ports))
    .use(claimAndOpen({ ...ports, rounds: ports.ledger }, openWorkplace))
    .handler(async ({ claimed, ...context }: WithWorkplace) => {
      try {
        return await runAt(ports, claimed, context);
      } finally {
        await context.workplace.close(context.log);
      }
    });
