import type { PolledJob } from '../action/job.ts';
import { LEASE_SECONDS } from './lease.ts';
import { changed, hashOf, isHeld, isOver, newEntry, replace } from './ledger.ts';
import type { LeasePorts, LedgerEntry, Log, Queue } from './ports.ts';
import { isForLastWord } from './runs.ts';

export interface EnqueuePorts extends LeasePorts {
  log: Log;
  /** The queue of the last word. Only jobs of custom actions are sent there. */
  deadLetters?: Pick<Queue, 'send'> | undefined;
  /** The revision of each ledger entry whose message could not be sent: at the next offer it is tried again. */
  unsent?: Map<string, string>;
}

/** A job that a poll brought. */
export interface Offer extends PolledJob {
  /** When the poll was sent, in epoch milliseconds: nobody had acknowledged the job by then. */
  sentAt: number;
}

/** How many leases long a poller trusts that a job's message is still on its way: five minutes. */
const STALE_AFTER_LEASES = 2.5;
/** How far the clocks of two functions may be apart, in leases: five seconds. */
const CLOCKS_DIFFER_LEASES = 1 / 24;
/** Losses in a row from which on a job waits longer, twice as long each time. */
const MANY_LOSSES = 3;

/**
 * Queues a job unless its message is still on its way or a worker is at it; CodePipeline repeats its offers. Tells
 * whether it did.
 * @throws Error when ledger or queue could not be reached. The job is offered again.
 */
export async function enqueue(ports: EnqueuePorts, offer: Offer): Promise<boolean> {
  const { ledger, queue, deadLetters = queue, clock, log, unsent, maxInVain } = ports;
  const { sentAt: _, ...job } = offer;
  const { clientId, jobId } = job;
  const now = clock.now();
  const found = await ledger.read(jobId);
  if (found && !isDue(ports, found, offer)) {
    await noteOffered(ports, found, offer);
    return false;
  }

  const entry = found
    ? changed(found, afresh(found, offer), now)
    : { ...newEntry(jobId, clientId ?? '', now), ...withNonce(offer) };
  if (!(await replace(ledger, entry, found?.revision))) return false;
  unsent?.set(jobId, entry.revision);
  const isLast = isForLastWord(entry, maxInVain);
  await (isLast ? deadLetters : queue).send(job);
  unsent?.delete(jobId);
  log.count('JobsQueued', { jobId, ...(isLast && { attempts: entry.attempt }) });
  if (found?.phase === 'lost' && lossesOf(found) >= MANY_LOSSES) {
    log.count('OffersLapsed', { jobId, clientId, losses: found.losses });
  }
  return true;
}

const ANEW = { phase: 'queued', notBefore: undefined } as const;

/** What an offer changes. An acknowledged job is never offered again, so this one was nobody's when the poll was sent. */
function afresh(found: LedgerEntry, offer: Offer): Partial<LedgerEntry> {
  if (isOver(found)) return { ...ANEW, runs: 0, outcome: undefined, stoppedIn: undefined, ...withNonce(offer) };
  if (isOfferedAnew(found, offer)) return { ...ANEW, asked: undefined, ...withNonce(offer) };
  return {};
}

/**
 * Tells the worker to come that the job was nobody's when the poll was sent, although an acknowledge was sent before. It has
 * a message still, which counts its workers: a new one would let a job whose workers all die go on for ever.
 */
async function noteOffered(ports: EnqueuePorts, found: LedgerEntry, { sentAt }: Offer): Promise<void> {
  const { ledger, clock } = ports;
  const { phase, asked, changedAt } = found;
  if (phase !== 'claiming' || !asked || isHeld(found, clock.now()) || sentAt - asked.at < clocksDiffer(ports)) return;
  await replace(ledger, changed(found, { asked: { ...asked, at: sentAt } }, changedAt), found.revision);
}

const clocksDiffer = ({ leaseSeconds = LEASE_SECONDS }: EnqueuePorts) => CLOCKS_DIFFER_LEASES * leaseSeconds * 1000;

/**
 * Of a custom action: no acknowledge with an earlier nonce can take effect any more. An offer that was on its way when the
 * entry was written is not counted, because its nonce may be the earlier one.
 */
const isOfferedAnew = (found: LedgerEntry, { nonce, sentAt }: Offer) =>
  nonce !== undefined && found.nonceHash !== hashOf(nonce) && sentAt > found.changedAt;

const withNonce = ({ nonce }: Offer): Partial<LedgerEntry> =>
  nonce === undefined ? {} : { nonceHash: hashOf(nonce), asked: undefined };

/** Whether a job that the ledger knows can be queued again. */
function isDue(ports: EnqueuePorts, found: LedgerEntry, offer: Offer): boolean {
  const { clock, leaseSeconds = LEASE_SECONDS, unsent } = ports;
  const stale = STALE_AFTER_LEASES * leaseSeconds * 1000;
  // The message of a job that waits is hidden until its moment.
  const since = Math.max(found.changedAt, found.phase === 'waiting' ? (found.notBefore ?? 0) : 0);
  if (isHeld(found, clock.now()) || found.phase === 'decided') return false;
  if (isOfferedAnew(found, offer) || unsent?.get(found.jobId) === found.revision) return true;
  if (found.phase !== 'lost') return clock.now() - since >= stale;
  // No other worker has a job that is still offered after we lost it: the offer of back then had lapsed.
  const doublings = Math.max(0, lossesOf(found) - MANY_LOSSES + 1);
  return offer.sentAt - found.changedAt >= Math.min(stale, clocksDiffer(ports) * 2 ** doublings);
}

const lossesOf = ({ losses = 1 }: LedgerEntry) => losses;
