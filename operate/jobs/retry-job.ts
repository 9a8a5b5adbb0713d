import { changed, isHeld, type Phase, replace } from '../../lambda/job/ledger.ts';
import type { Clients, Clock, Ledger, LedgerEntry, Queue } from '../../lambda/job/ports.ts';
import { Refusal } from '../command.ts';
import { readEntry } from './read-entry.ts';

export interface RetryPorts {
  ledger: Ledger;
  clients: Clients;
  queue: Pick<Queue, 'send'>;
  clock: Clock;
}

/**
 * Puts a job that is stuck back to the workers: one conditional write, then the message. Whoever dies in between has only
 * to do it again.
 * @returns the phase in which a worker will find the job
 * @throws Refusal when the job is not stuck, or no worker could do anything for it.
 */
export async function retryJob({ ledger, clients, queue, clock }: RetryPorts, jobId: string): Promise<Phase> {
  const found = await readEntry(ledger, jobId);
  refuseHeld(found, clock.now());
  const phase = phaseToRetry(found);
  await requireActive(clients, found.clientId);
  if (!(await replace(ledger, changed(found, { phase }, clock.now()), found.revision))) {
    throw new Refusal(
      `Job ${jobId} was changed by someone else at this very moment. Nothing was done; look at it again.`,
    );
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

/**
 * The phase that tells the next worker the truth about the acknowledge. A refused one means "ours" after `claiming`, and
 * "another worker's" after `queued`, so a job that we may have acknowledged never goes back to `queued`.
 */
function phaseToRetry(entry: LedgerEntry): Phase {
  const { jobId, phase, outcome, attempt } = entry;
  switch (phase) {
    case 'reported':
      throw new Refusal(`Job ${jobId} has its result; CodePipeline takes no other.`);
    case 'lost':
      throw new Refusal(
        `Job ${jobId} is lost: another worker acknowledged it, or CodePipeline does not know it any more. A lost job is ` +
          'never reported from here. If it was nobody else, CodePipeline offers it again and the poller queues it by itself.',
      );
    case 'unreportable':
      // An outcome that is written down only needs reporting.
      if (outcome) return 'decided';
      // A first attempt that ends so was refused its token before it had acknowledged; what earlier ones did is not known.
      return attempt > 1 ? 'claiming' : 'queued';
    default:
      return phase;
  }
}

async function requireActive(clients: Clients, clientId: string): Promise<void> {
  const client = await clients.token(clientId, { fresh: true });
  if (typeof client !== 'string') return;
  throw new Refusal(
    `Client ${clientId} is ${client}, so no worker can report its jobs. Put that right first: npm run clients -- --help.`,
  );
}
