import type { MiddlewareObj } from '@middy/core';
import { leaveOnOffer } from '../job/held-job.ts';
import { isHopeless } from '../job/runs.ts';
import { done, type WithLease } from './invocation.ts';

/**
 * Lets in only a job that a worker may have acknowledged, or that the poller sent here because no worker came to do so. Any
 * other stays on offer at CodePipeline, so that the poller queues it again once its message is gone.
 */
export function leaveOffered(): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      const { lease } = request.event;
      if (lease.entry.phase !== 'queued' || isHopeless(lease)) return undefined;
      await leaveOnOffer(request.event);
      return done;
    },
  };
}
