import { type EnqueuePorts, enqueue, MAX_TOGETHER, noteFailure, type Offer } from './enqueue.ts';
import { WaitingOffers } from './waiting-offers.ts';

/** Queues offers side by side while polls go on, so that a slow ledger or queue delays no poll. */
export interface Enqueuer {
  /**
   * Takes a job in. For a job that this poller has not looked at before, it tells whether it was queued, once that is known.
   */
  add(offer: Offer): { isQueued?: Promise<boolean> };
  sweepBegins(): void;
  sweepEnds(): void;
  /** Waits until all jobs are done or the time is up, and returns how many were queued in all. */
  finish(): Promise<number>;
}

/** What a poller that stays warm keeps from one invocation to the next. */
export interface EnqueuerMemory {
  /**
   * IDs of jobs that were looked at before. Thousands of them can have messages on their way and be on offer again every
   * half minute; a look at them must not delay new jobs or polls.
   */
  readonly known: Set<string>;
  readonly unsent: Map<string, string>;
}

/** The number of jobs that are written at a time: fewer than the 50 connections that an SDK client keeps. */
const MAX_AT_ONCE = 40;
/** The number of job IDs that are kept: some megabytes. */
const MAX_KNOWN = 50_000;

/** @param until Epoch milliseconds after which no job is begun. */
export function openEnqueuer(ports: EnqueuePorts, { known, unsent }: EnqueuerMemory, until: number): Enqueuer {
  const newOffers = new WaitingOffers();
  const knownOffers = new WaitingOffers();
  const answers = new Map<string, PromiseWithResolvers<boolean>>();
  const running = new Set<Promise<void>>();
  let inWork = 0;
  let isLookingAgain = false;
  let isAboutToProceed = false;
  let sweeps = 0;
  let queued = 0;

  const begin = (offers: readonly Offer[], areKnown: boolean) => {
    inWork += offers.length;
    isLookingAgain ||= areKnown;
    const work = tryToEnqueue({ ...ports, unsent }, offers).then((areQueued) => {
      inWork -= offers.length;
      if (areKnown) isLookingAgain = false;
      for (const [at, { jobId }] of offers.entries()) {
        const isQueued = areQueued[at] ?? false;
        queued += isQueued ? 1 : 0;
        remember(known, jobId);
        answers.get(jobId)?.resolve(isQueued);
        answers.delete(jobId);
      }
      running.delete(work);
      proceed();
    });
    running.add(work);
  };
  const proceed = () => {
    while (inWork < MAX_AT_ONCE && ports.clock.now() < until) {
      const room = Math.min(MAX_TOGETHER, MAX_AT_ONCE - inWork);
      const fresh = newOffers.next(room);
      // While polls go on, one look at a time is enough at jobs that were looked at before.
      const again = fresh.length === 0 && !(sweeps > 0 && isLookingAgain) ? knownOffers.next(room) : [];
      if (fresh.length + again.length === 0) return;
      begin(fresh.length > 0 ? fresh : again, fresh.length === 0);
    }
  };
  /** Waits until all jobs of a poll are there. */
  const proceedSoon = () => {
    if (isAboutToProceed) return;
    isAboutToProceed = true;
    queueMicrotask(() => {
      isAboutToProceed = false;
      proceed();
    });
  };

  return {
    add(offer) {
      const isKnown = known.has(offer.jobId);
      const answer = isKnown ? undefined : (answers.get(offer.jobId) ?? Promise.withResolvers<boolean>());
      if (answer) answers.set(offer.jobId, answer);
      (isKnown ? knownOffers : newOffers).add(offer);
      proceedSoon();
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
      proceed();
      while (running.size > 0) await Promise.all(running);
      return queued;
    },
  };
}

/** What cannot be queued must not keep those behind it waiting; it is offered again. */
const tryToEnqueue = (ports: EnqueuePorts, offers: readonly Offer[]): Promise<readonly boolean[]> =>
  enqueue(ports, offers).catch((error) => {
    noteFailure(ports, offers, error);
    return [];
  });

/** Forgets the job that was met longest ago when there are too many. */
function remember(known: Set<string>, jobId: string): void {
  known.delete(jobId);
  known.add(jobId);
  const [oldest] = known;
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
