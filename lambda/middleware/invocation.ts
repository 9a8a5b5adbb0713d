import type { SQSBatchResponse } from 'aws-lambda';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { ClaimedJob } from '../job/claim.ts';
import type { Lease } from '../job/lease.ts';
import type { JobMessage, Log } from '../job/ports.ts';
import type { Workplace } from '../job/workplace.ts';

/**
 * What the middlewares hand inwards in place of the event. Each one adds one thing for those inside it. An early answer of
 * one of them ends the invocation, and those outside have nothing to undo.
 */
export interface Invocation {
  readonly event: unknown;
  readonly id: string;
  /** Epoch milliseconds at which Lambda ends the invocation by force. */
  readonly killedAt: number;
  readonly log: Log;
  readonly redactor: Redactor;
}

export interface WithMessage extends Invocation {
  readonly message: JobMessage;
}

export interface WithLease extends WithMessage {
  readonly lease: Lease;
}

export interface WithClaimedJob extends WithLease {
  readonly claimed: ClaimedJob;
}

export interface WithWorkplace extends WithClaimedJob {
  readonly workplace: Workplace;
}

/** Lets SQS delete the message. */
export const done: SQSBatchResponse = { batchItemFailures: [] };

/** Leaves the message in the queue. */
export const notDone = ({ messageId }: JobMessage): SQSBatchResponse => ({
  batchItemFailures: [{ itemIdentifier: messageId }],
});
