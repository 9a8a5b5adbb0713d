import type { MiddlewareObj } from '@middy/core';
import type { SQSBatchResponse } from 'aws-lambda';
import { LEASE_SECONDS } from '../../model/lease.ts';
import { LeaseLost } from '../job/lease.ts';
import { namesOf } from '../job/ledger.ts';
import type { LeasePorts } from '../job/ports.ts';
import { takeLease } from '../job/take-lease.ts';
import { done, notDone, type WithLease, type WithMessage } from './invocation.ts';

/** A worker stops repeating calls so that this many milliseconds are left: enough to set when its message comes back. */
const LAST_MOMENTS = 5_000;

/** Lets in only a message that got the job's lease, and renews the lease until the job's last change. */
export function holdLease(ports: LeasePorts): MiddlewareObj<WithMessage, SQSBatchResponse> {
  return {
    async before(request) {
      const { message, log, id, killedAt } = request.event;
      const lease = await takeLease(ports, message, id, killedAt - LAST_MOMENTS);
      if (lease === 'early') {
        log.info('the message came back while its worker is still at work');
        await ports.queue.hide(message.receiptHandle, ports.leaseSeconds ?? LEASE_SECONDS);
        return notDone(message);
      }
      if (lease === 'waiting') {
        log.info('the message came back while its job waits');
        return notDone(message);
      }
      if (typeof lease === 'string') {
        log.info('nothing to do for this message', { reason: lease });
        return done;
      }
      // The pipeline of the job becomes known with its details, or is known from an earlier attempt.
      const named = log.with(() => namesOf(lease.entry));
      const inner: WithLease = { ...request.event, log: named, lease };
      request.event = inner;
      void lease.keep(named);
      return undefined;
    },
    async onError(request) {
      const { lease, log } = request.event as WithLease;
      if (!lease) return;
      if (request.error instanceof LeaseLost) log.count('LeasesLost');
      else
        await lease.giveBack().catch((error) => log.warn('could not give the lease back; it will run out', { error }));
    },
  };
}
