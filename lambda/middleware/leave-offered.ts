import type { MiddlewareObj } from '@middy/core';
import { leaveOnOffer } from '../job/held-job.ts';
import { done, type WithLease } from './invocation.ts';

/**
 * Lets in only a job that a worker may have acknowledged. Any other stays on offer at CodePipeline, so that the poller
 * queues it anew once its message is gone.
 */
export function leaveOffered(): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      if (request.event.lease.entry.phase !== 'queued') return undefined;
      await leaveOnOffer(request.event);
      return done;
    },
  };
}
