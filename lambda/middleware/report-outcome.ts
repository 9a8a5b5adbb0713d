import type { MiddlewareObj } from '@middy/core';
import type { AnyOutcome } from '../action/outcome.ts';
import { decideAndReport, type ReportPorts, reportDecided } from '../job/report.ts';
import { done, type WithClaimedJob, type WithLease } from './invocation.ts';

/** Reports what comes from inside, or at once what an earlier attempt decided and could not report any more. */
export function reportOutcome(ports: ReportPorts): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      const { phase, outcome } = request.event.lease.entry;
      if (phase !== 'decided' || !outcome) return undefined;
      const answer = await reportDecided(ports, request.event, outcome);
      return answer === 'unreadable' ? undefined : done;
    },
    async after(request) {
      const held = request.event as WithClaimedJob;
      const outcome: AnyOutcome = request.response;
      await decideAndReport(held, held.claimed.job, outcome);
    },
  };
}
