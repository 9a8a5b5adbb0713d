import type { MiddlewareObj } from '@middy/core';
import type { AnyOutcome } from '../action/outcome.ts';
import { decideAndReport, type ReportPorts, reportDecided } from '../job/report.ts';
import { done, type WithClaimedJob, type WithLease } from './invocation.ts';

/** Reports the outcome that comes from inside, or at once the one that an earlier attempt decided and could not report. */
export function reportOutcome(ports: ReportPorts): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      const { phase, outcome } = request.event.lease.entry;
      if (phase !== 'decided' || !outcome) return undefined;
      const answer = await reportDecided(ports, request.event, outcome);
      const continues = outcome.kind === 'succeeded' && outcome.sealedToken !== undefined;
      if (answer === 'reported' && continues) await expectRound(ports, request.event);
      return answer === 'unreadable' ? undefined : done;
    },
    async after(request) {
      const held = request.event as WithClaimedJob;
      const outcome: AnyOutcome = request.response;
      const answer = await decideAndReport(held, held.claimed.job, outcome);
      if (answer === 'reported' && outcome.kind === 'continues') await expectRound(ports, held);
    },
  };
}

/** The round is reported already, so an error here does no harm: the next round is found a little later. */
const expectRound = async (ports: ReportPorts, { log }: WithLease): Promise<void> =>
  ports.expectRound?.().catch((error) => log.warn('could not have the next round looked for soon', { error }));
