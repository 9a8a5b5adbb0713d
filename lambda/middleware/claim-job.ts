import type { MiddlewareObj } from '@middy/core';
import { actionTypeName } from '../../model/action-type.ts';
import { type ClaimPorts, claim } from '../job/claim.ts';
import { done, notDone, type WithClaimedJob, type WithLease } from './invocation.ts';

/** Lets in only a job that CodePipeline has given to us. */
export function claimJob(ports: ClaimPorts): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      const claimed = await claim(ports, request.event);
      if (claimed === 'waiting') return notDone(request.event.message);
      if (typeof claimed === 'string') return done;
      const action = claimed.details && actionTypeName(claimed.details.actionTypeId);
      const log = request.event.log.with({ action });
      log.count('JobsClaimed', { attempt: request.event.lease.entry.attempt });
      const inner: WithClaimedJob = { ...request.event, log, claimed };
      request.event = inner;
      return undefined;
    },
  };
}
