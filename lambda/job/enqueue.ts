import { LEASE_SECONDS } from '../../model/lease.ts';
import type { PolledJob } from '../action/job.ts';
import { changed, hashOf, isHeld, isOver, newEntry, replace } from './ledger.ts';
import type { LeasePorts, LedgerEntry, Log, PolledLedger, PolledQueue } from './ports.ts';
import { isForLastWord } from './runs.ts';

export interface EnqueuePorts extends LeasePorts {
  ledger: PolledLedger;
  queue: PolledQueue;
  log: Log;
  /** The queue of the last word. Only jobs of custom actions are sent there. */
  deadLetters?: Pick<PolledQueue, 'sendAll'> | undefined;
  /** The revision of each ledger entry whose message could not be sent: at the next offer it is tried again. */
  unsent?: Map<string, string>;
}

/** A job that a poll brought. */
export interface Offer extends PolledJob {
  /** When the poll was sent, in epoch milliseconds: nobody had acknowledged the job by then. */
  sentAt: number;
}

/** How long, in leases, a poller trusts that a job's message is still on its way: five minutes. */
const STALE_AFTER_LEASES = 2.5;
/** How far the clocks of two functions may be apart, in leases: five seconds. */
const CLOCKS_DIFFER_LEASES = 1 / 24;
/** After this number of losses in a row, a job waits twice as long as before each time. */
const MANY_LOSSES = 3;

/** Jobs that are queued together: the messages that one call sends. Source: Amazon SQS API Reference, SendMessageBatch. */
export const MAX_TOGETHER = 10;

/** A job whose entry is written, and whose message is to be sent. */
interface ToSend {
  offer: Offer;
  entry: LedgerEntry;
  /** What was written before. */
  found: LedgerEntry | undefined;
}

/**
 * Queues up to ten jobs with one call that reads and one that sends. It skips a job whose message is still on its way or that
 * a worker holds, because CodePipeline repeats its offers. Tells for each job whether it was queued. A job that cannot be
 * queued does not stop the others, and is offered again.
 * @throws Error when the ledger could not be reached.
 */
export async function enqueue(ports: EnqueuePorts, offers: readonly Offer[]): Promise<boolean[]> {
  const { ledger, queue, deadLetters = queue, log, maxInVain } = ports;
  const readings = await ledger.readAll(offers.map(({ jobId }) => jobId));
  const written = await Promise.allSettled(offers.map((offer, at) => write(ports, offer, readings[at])));
  const toSend = offers.flatMap((offer, at) => {
    const result = written[at];
    if (result?.status === 'rejected') log.count('PollsFailed', { jobId: offer.jobId, error: result.reason });
    return result?.status === 'fulfilled' && result.value ? [result.value] : [];
  });
  const isLast = ({ entry }: ToSend) => isForLastWord(entry, maxInVain);
  const sent = await Promise.all([
    send(
      ports,
      queue,
      toSend.filter((one) => !isLast(one)),
    ),
    send(ports, deadLetters, toSend.filter(isLast)),
  ]);
  const queued = new Set(sent.flat());
  return offers.map(({ jobId }) => queued.has(jobId));
}

/** Writes that the job is queued, if it is to be. @throws what kept its entry from being read or written */
async function write(
  ports: EnqueuePorts,
  offer: Offer,
  reading: PromiseSettledResult<LedgerEntry | undefined> | undefined,
): Promise<ToSend | undefined> {
  if (reading?.status === 'rejected') throw reading.reason;
  const { ledger, clock } = ports;
  const found = reading?.value;
  if (found && !isDue(ports, found, offer)) {
    await noteOffered(ports, found, offer);
    return undefined;
  }
  const now = clock.now();
  const entry = found
    ? changed(found, changesBy(found, offer), now)
    : { ...newEntry(offer.jobId, offer.clientId ?? '', now), ...withNonce(offer) };
  return (await replace(ledger, entry, found?.revision)) ? { offer, entry, found } : undefined;
}

/** Sends the messages of jobs to one of the queues. Gives the IDs of those that it took. */
async function send(
  ports: EnqueuePorts,
  queue: Pick<PolledQueue, 'sendAll'>,
  toSend: readonly ToSend[],
): Promise<string[]> {
  const { log, unsent } = ports;
  if (toSend.length === 0) return [];
  for (const { entry } of toSend) unsent?.set(entry.jobId, entry.revision);
  try {
    const results = await queue.sendAll(toSend.map(({ offer: { sentAt: _, ...job } }) => job));
    return toSend.flatMap((one, at) => {
      const result = results[at];
      if (result?.status === 'fulfilled') return [noteQueued(ports, one)];
      log.count('PollsFailed', { jobId: one.offer.jobId, error: result?.reason });
      return [];
    });
  } catch (error) {
    noteFailure(
      ports,
      toSend.map(({ offer }) => offer),
      error,
    );
    return [];
  }
}

function noteQueued({ log, unsent, maxInVain }: EnqueuePorts, { entry, found }: ToSend): string {
  const { jobId, clientId, attempt } = entry;
  unsent?.delete(jobId);
  log.count('JobsQueued', { jobId, ...(isForLastWord(entry, maxInVain) && { attempts: attempt }) });
  if (found?.phase === 'lost' && lossesOf(found) >= MANY_LOSSES) {
    log.count('OffersLapsed', { jobId, clientId, losses: found.losses });
  }
  return jobId;
}

/** Counts offers that could not be queued; they come again. */
export const noteFailure = ({ log }: Pick<EnqueuePorts, 'log'>, offers: readonly Offer[], error: unknown): void =>
  log.count('PollsFailed', { jobIds: offers.map(({ jobId }) => jobId), error });

const QUEUED = { phase: 'queued', notBefore: undefined } as const;

/** What an offer changes. An acknowledged job is never offered again, so this one was nobody's when the poll was sent. */
function changesBy(found: LedgerEntry, offer: Offer): Partial<LedgerEntry> {
  if (isOver(found)) return { ...QUEUED, runs: 0, outcome: undefined, stoppedIn: undefined, ...withNonce(offer) };
  if (isNewOffer(found, offer)) return { ...QUEUED, asked: undefined, ...withNonce(offer) };
  return {};
}

/**
 * Notes for the next worker that the job was nobody's when the poll was sent, although an acknowledge was sent before. The job
 * still has a message, which counts its workers: with a new one, a job whose workers all die would go on for ever.
 */
async function noteOffered(ports: EnqueuePorts, found: LedgerEntry, { sentAt }: Offer): Promise<void> {
  const { ledger, clock } = ports;
  const { phase, asked, changedAt } = found;
  if (phase !== 'claiming' || !asked || isHeld(found, clock.now()) || sentAt - asked.at < clocksDiffer(ports)) return;
  await replace(ledger, changed(found, { asked: { ...asked, at: sentAt } }, changedAt), found.revision);
}

const clocksDiffer = ({ leaseSeconds = LEASE_SECONDS }: EnqueuePorts) => CLOCKS_DIFFER_LEASES * leaseSeconds * 1000;

/**
 * Whether a custom action's job is offered with a new nonce, so that no acknowledge with an earlier one can take effect. An
 * offer that was on its way when the entry was written does not count, because its nonce may be the earlier one.
 */
const isNewOffer = (found: LedgerEntry, { nonce, sentAt }: Offer) =>
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
  if (isNewOffer(found, offer) || unsent?.get(found.jobId) === found.revision) return true;
  if (found.phase !== 'lost') return clock.now() - since >= stale;
  // A job that is still offered after we lost it has no other worker: the offer that we took had lapsed.
  const doublings = Math.max(0, lossesOf(found) - MANY_LOSSES + 1);
  return offer.sentAt - found.changedAt >= Math.min(stale, clocksDiffer(ports) * 2 ** doublings);
}

const lossesOf = ({ losses = 1 }: LedgerEntry) => losses;
