import type { MiddlewareObj } from '@middy/core';
import { done, type WithLease } from './invocation.ts';

/**
 * Lets in only a job that a worker may have acknowledged. Any other stays on offer at CodePipeline, so that the poller
 * queues it anew once its message is gone.
 */
export function leaveOffered(): MiddlewareObj<WithLease> {
  return {
    async before(request) {
      const { lease, log } = request.event;
      if (lease.entry.phase !== 'queued') return undefined;
      await lease.end();
      log.count('JobsGivenUp', { reason: 'no worker came as far as its acknowledge, so it is left on offer' });
      return done;
    },
  };
}
