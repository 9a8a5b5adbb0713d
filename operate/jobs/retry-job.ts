import { callOf } from '../../command/call.ts';
import { Refusal } from '../../command/command.ts';
import { changed, isHeld, type Phase, replace } from '../../lambda/job/ledger.ts';
import type { Ledger, LedgerEntry, Queue } from '../../lambda/job/ports.ts';
import type { Clock } from '../../model/clock.ts';
import type { ClientsTable } from '../clients/clients-table.ts';
import { readEntry } from './entry.ts';
import { isCustom } from './job-source.ts';

export interface RetryPorts {
  ledger: Ledger;
  /** It reads no token, because an operator may not be allowed to. */
  clients: Pick<ClientsTable, 'find'>;
  queue: Pick<Queue, 'send'>;
  clock: Clock;
}

/**
 * Puts a job that is stuck back to the workers: one conditional write, then the message. Whoever dies in between has only
 * to do it again. One that waits for its moment waits no longer, and earlier attempts at it do not count.
 * @returns the phase in which a worker will find the job
 * @throws Refusal when the job is not stuck, or no worker could do anything for it.
 */
export async function retryJob({ ledger, clients, queue, clock }: RetryPorts, jobId: string): Promise<Phase> {
  const found = await readEntry(ledger, jobId);
  refuseHeld(found, clock.now());
  const phase = phaseToRetry(found);
  // The job of a custom action has no client.
  if (!isCustom(found)) await requireActive(clients, found.clientId);
  if (
    !(await replace(
      ledger,
      changed(found, { phase, stoppedIn: undefined, notBefore: undefined, inVain: undefined }, clock.now()),
      found.revision,
    ))
  ) {
    throw new Refusal(`Job ${jobId} was changed by someone else in this moment. Nothing was done; look at it again.`);
  }
  await queue.send({ clientId: found.clientId, jobId });
  return phase;
}

/** @throws Refusal while a worker may be at work on the job. */
export function refuseHeld(entry: LedgerEntry, now: number): void {
  if (!isHeld(entry, now)) return;
  const until = new Date(entry.leaseUntil).toISOString();
  throw new Refusal(
    `A worker holds job ${entry.jobId} until ${until}, and longer if it renews its lease. Nothing was done; ` +
      'if the worker is dead, try again after that time.',
  );
}

function phaseToRetry({ jobId, phase, stoppedIn }: LedgerEntry): Phase {
  switch (phase) {
    case 'reported':
      throw new Refusal(`Job ${jobId} has its result; CodePipeline takes no other.`);
    case 'lost':
      throw new Refusal(
        `Job ${jobId} is lost: another worker acknowledged it, or CodePipeline no longer knows it. A lost job is ` +
          'never reported from here. If nobody has it, CodePipeline offers it again and the poller queues it by itself.',
      );
    case 'unreportable':
      // If that is unknown, `claiming` is right for a job that we may have acknowledged.
      return stoppedIn ?? 'claiming';
    default:
      return phase;
  }
}

async function requireActive(clients: RetryPorts['clients'], clientId: string): Promise<void> {
  const { state } = (await clients.find(clientId)) ?? { state: 'unknown' };
  if (state === 'active') return;
  throw new Refusal(
    `Client ${clientId} is ${state}, so no worker can report its jobs. Correct that first: ${callOf('clients', '--help')}.`,
  );
}
