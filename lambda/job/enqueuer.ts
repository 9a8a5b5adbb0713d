import { type EnqueuePorts, enqueue, type Offer } from './enqueue.ts';
import { WaitingOffers } from './waiting-offers.ts';

/** Queues offers side by side while polls go on, so that a slow ledger or queue delays no poll. */
export interface Enqueuer {
  /**
   * Takes a job in. Of one that this poller has not looked at before it tells whether it was queued, once that is known.
   */
  add(offer: Offer): { isQueued?: Promise<boolean> };
  sweepBegins(): void;
  sweepEnds(): void;
  /** Waits until nothing is left to do, or no time for it, and gives how many were queued in all. */
  finish(): Promise<number>;
}

/** What a poller that stays warm keeps from one invocation to the next. */
export interface EnqueuerMemory {
  /**
   * IDs of jobs that were looked at before. There can be thousands whose messages are on their way, each on offer again
   * every half minute, and a look at them must delay neither new jobs nor polls.
   */
  readonly known: Set<string>;
  readonly unsent: Map<string, string>;
}

/** Fewer than the 50 connections that an SDK client keeps. */
const MAX_AT_ONCE = 40;
/** Of jobs that were looked at before, while a sweep goes on. */
const MAX_KNOWN_AT_ONCE = 1;
/** Jobs whose IDs are kept, some megabytes of them. */
const MAX_KNOWN = 50_000;

/** @param until Epoch milliseconds from which on no job is begun. */
export function openEnqueuer(ports: EnqueuePorts, { known, unsent }: EnqueuerMemory, until: number): Enqueuer {
  const newOffers = new WaitingOffers();
  const knownOffers = new WaitingOffers();
  const answers = new Map<string, PromiseWithResolvers<boolean>>();
  const running = new Map<Offer, Promise<void>>();
  let knownRunning = 0;
  let sweeps = 0;
  let queued = 0;

  const begin = (offer: Offer, isKnown: boolean) => {
    knownRunning += isKnown ? 1 : 0;
    const work = tryToEnqueue({ ...ports, unsent }, offer).then((isQueued) => {
      queued += isQueued ? 1 : 0;
      knownRunning -= isKnown ? 1 : 0;
      remember(known, offer.jobId);
      answers.get(offer.jobId)?.resolve(isQueued);
      answers.delete(offer.jobId);
      running.delete(offer);
      proceed();
    });
    running.set(offer, work);
  };
  const proceed = () => {
    while (running.size < MAX_AT_ONCE && ports.clock.now() < until) {
      const newOffer = newOffers.next();
      const mayLookAgain = sweeps === 0 || knownRunning < MAX_KNOWN_AT_ONCE;
      const offer = newOffer ?? (mayLookAgain ? knownOffers.next() : undefined);
      if (!offer) return;
      begin(offer, offer !== newOffer);
    }
  };

  return {
    add(offer) {
      const isKnown = known.has(offer.jobId);
      const answer = isKnown ? undefined : (answers.get(offer.jobId) ?? Promise.withResolvers<boolean>());
      if (answer) answers.set(offer.jobId, answer);
      (isKnown ? knownOffers : newOffers).add(offer);
      proceed();
      return answer ? { isQueued: answer.promise } : {};
    },
    sweepBegins() {
      sweeps += 1;
    },
    sweepEnds() {
      sweeps -= 1;
      proceed();
    },
    async finish() {
      while (running.size > 0) await Promise.all(running.values());
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
