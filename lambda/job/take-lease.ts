import { LEASE_SECONDS } from '../../model/lease.ts';
import { hideUntil } from './hide-until.ts';
import { Lease, MAX_TRIES } from './lease.ts';
import { changed, hashOf, isHeld, isOver, isWaiting, newEntry, replace } from './ledger.ts';
import type { JobMessage, LeasePorts, LedgerEntry } from './ports.ts';

/**
 * Takes the job for this worker, or says why not.
 * - `over`: it has its result, or will never have one from us. The message can go.
 * - `echo`: another message's worker holds it. This message can go.
 * - `outdated`: the job was offered again and queued with another nonce. This message can go.
 * - `early`: the worker of this same message holds it, so the message came back too soon and must wait.
 * - `waiting`: the job is ours, but its round must not start yet. The message was hidden until it may.
 * @param until Until then (epoch milliseconds) the worker may repeat the writes that it must not lose.
 * @throws Error when the ledger cannot be asked, or refuses every write.
 */
export async function takeLease(
  ports: LeasePorts,
  message: JobMessage,
  invocationId: string,
  until = 0,
): Promise<Lease | 'over' | 'echo' | 'outdated' | 'early' | 'waiting'> {
  const { ledger, clock, leaseSeconds = LEASE_SECONDS } = ports;
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const now = clock.now();
    const found = await ledger.read(message.jobId);
    if (found && isOver(found)) return 'over';
    if (found && isHeld(found, now)) return found.owner?.messageId === message.messageId ? 'early' : 'echo';

    if (found && isOutdated(message, found)) return 'outdated';
    if (found && isWaiting(found, now)) {
      await hideUntil(ports, message, found.notBefore ?? now);
      return 'waiting';
    }
    const before = found ?? newEntry(message.jobId, message.clientId ?? '', now);
    const entry = changed(
      before,
      {
        owner: { messageId: message.messageId, invocationId },
        leaseUntil: now + leaseSeconds * 1000,
        attempt: before.attempt + 1,
        ...(message.nonce !== undefined && { inVain: (before.inVain ?? 0) + 1 }),
      },
      now,
    );
    if (await replace(ledger, entry, found?.revision)) return new Lease(ports, message, entry, until);
  }
  throw new Error(`The ledger refused ${MAX_TRIES} writes in a row for the lease of job ${message.jobId}.`);
}

/** Whether the message is of an earlier offer: nobody can acknowledge the job with its nonce any more. */
const isOutdated = ({ nonce }: JobMessage, { phase, nonceHash }: LedgerEntry) =>
  nonce !== undefined &&
  nonceHash !== undefined &&
  phase !== 'waiting' &&
  phase !== 'running' &&
  phase !== 'decided' &&
  hashOf(nonce) !== nonceHash;
