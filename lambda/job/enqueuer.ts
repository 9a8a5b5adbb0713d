import { type EnqueuePorts, enqueue, type Offer } from './enqueue.ts';
import { WaitingOffers } from './waiting-offers.ts';

/** Queues offers side by side while polls go on, so that a slow ledger or queue delays no poll. */
export interface Enqueuer {
  /** Tells whether the job was queued, once that is known. */
  add(offer: Offer): Promise<boolean>;
  /** Waits until nothing is left to do, or no time for it, and gives how many were queued in all. */
  finish(): Promise<number>;
}

/** Fewer than the 50 connections that an SDK client keeps. */
const MAX_AT_ONCE = 40;
/** Jobs whose IDs are kept, some megabytes of them. */
const MAX_KNOWN = 50_000;

/**
 * @param known IDs of jobs that this poller has looked at before. A job that is not among them goes first, since there
 * can be thousands whose messages are on their way, each on offer again every half minute.
 * @param until Epoch milliseconds from which on no job is begun.
 */
export function openEnqueuer(ports: EnqueuePorts, known: Set<string>, until: number): Enqueuer {
  const unknownOffers = new WaitingOffers();
  const knownOffers = new WaitingOffers();
  const answers = new Map<Offer, (isQueued: boolean) => void>();
  const running = new Set<Promise<void>>();
  let queued = 0;

  const next = () => unknownOffers.next() ?? knownOffers.next();
  const begin = () => {
    while (running.size < MAX_AT_ONCE && ports.clock.now() < until) {
      const offer = next();
      if (!offer) return;
      const work = tryToEnqueue(ports, offer).then((isQueued) => {
        if (isQueued) queued += 1;
        remember(known, offer.jobId);
        answers.get(offer)?.(isQueued);
        answers.delete(offer);
        running.delete(work);
        begin();
      });
      running.add(work);
    }
  };

  return {
    add(offer) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      answers.set(offer, resolve);
      (known.has(offer.jobId) ? knownOffers : unknownOffers).add(offer);
      begin();
      return promise;
    },
    async finish() {
      while (running.size > 0) await Promise.all(running);
      return queued;
    },
  };
}

/** A job that cannot be queued must not keep those behind it waiting; it is offered again. */
const tryToEnqueue = (ports: EnqueuePorts, offer: Offer): Promise<boolean> =>
  enqueue(ports, offer).catch((error) => {
    ports.log.count('PollsFailed', { jobId: offer.jobId, error });
    return false;
  });

/** Forgets the job that was met longest ago when there are too many. */
function remember(known: Set<string>, jobId: string): void {
  known.delete(jobId);
  known.add(jobId);
  const [oldest] = known;
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
