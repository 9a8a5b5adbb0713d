import type { MiddlewareObj } from '@middy/core';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { LEASE_SECONDS } from '../../model/lease.ts';
import { LeaseLost } from '../job/lease.ts';
import type { JobMessage, LeasePorts } from '../job/ports.ts';
import { done, type Invocation, notDone, type WithMessage } from './invocation.ts';

/** The wait before the second attempt, in leases; each further one waits four times as long, up to the longest: 15 minutes. */
const FIRST_WAIT = 1 / 4;
const LONGER_BY = 4;
const MAX_WAIT = 7.5;

/** Reads the one job message of the SQS event, and at the end has SQS delete the message or bring it back later. */
export function takeMessage(ports: LeasePorts): MiddlewareObj<Invocation, SQSBatchResponse> {
  const { queue, leaseSeconds = LEASE_SECONDS } = ports;
  return {
    before(request) {
      const message = parseRecord(request.event.event);
      const { jobId, clientId } = message;
      request.event.redactor.add(message.nonce);
      const log = request.event.log.with({ jobId, clientId });
      const inner: WithMessage = { ...request.event, log, message };
      request.event = inner;
    },
    after(request) {
      request.response = done;
    },
    async onError(request) {
      const { log, message, event } = request.event as WithMessage;
      if (message === undefined) return undefined;
      log.error('the attempt failed; the message stays in the queue', { error: request.error });
      // The worker that took the job over hides the message itself.
      if (!(request.error instanceof LeaseLost)) {
        const leases = Math.min(MAX_WAIT, FIRST_WAIT * LONGER_BY ** (receiveCount(event) - 1));
        await queue
          .hide(message.receiptHandle, Math.ceil(leaseSeconds * leases))
          .catch((error) => log.warn('could not delay the message', { error }));
      }
      return notDone(message);
    },
  };
}

function parseRecord(event: unknown): JobMessage {
  const records = recordsOf(event);
  const [record] = records;
  if (records.length !== 1 || record === undefined) {
    throw new Error(`expected an SQS event with one record (batch size 1), got ${records.length}`);
  }
  const { clientId, jobId, nonce } = parseBody(record);
  const { messageId, receiptHandle } = record;
  if (typeof jobId === 'string') {
    if (typeof clientId === 'string') return { clientId, jobId, messageId, receiptHandle };
    if (typeof nonce === 'string') return { jobId, nonce, messageId, receiptHandle };
  }
  throw new Error(
    `message ${messageId} is not a job: expected {"clientId": string, "jobId": string}, or a nonce in place of the client ID`,
  );
}

const recordsOf = (event: unknown) => (event as { Records?: SQSRecord[] } | undefined)?.Records ?? [];

const receiveCount = (event: unknown) => Number(recordsOf(event)[0]?.attributes.ApproximateReceiveCount ?? 1);

function parseBody({ body, messageId }: SQSRecord): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    throw new Error(`message ${messageId} is not JSON`);
  }
}
