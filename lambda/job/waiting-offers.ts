import type { Offer } from './enqueue.ts';

interface Waiting {
  offer: Offer;
  /** The number of jobs that came before it. */
  place: number;
}

/** Offers that wait to be queued. Customers take turns, so that no customer waits behind all the jobs of another. */
export class WaitingOffers {
  readonly #lines = new Map<string, Map<string, Waiting>>();
  #added = 0;

  /** A job that waits already keeps its place; its newest offer counts. */
  add(offer: Offer): void {
    const whose = offer.group ?? offer.clientId ?? '';
    const line = this.#lines.get(whose) ?? new Map<string, Waiting>();
    const place = line.get(offer.jobId)?.place ?? this.#added++;
    this.#lines.set(whose, line.set(offer.jobId, { offer, place }));
  }

  /** Takes the offers whose turn it is, up to this number, in the order in which they came. */
  next(most: number): Offer[] {
    const taken: Waiting[] = [];
    while (taken.length < most) {
      const next = this.#nextInTurn();
      if (!next) break;
      taken.push(next);
    }
    return taken.sort((one, other) => one.place - other.place).map(({ offer }) => offer);
  }

  #nextInTurn(): Waiting | undefined {
    for (const [whose, line] of this.#lines) {
      this.#lines.delete(whose);
      for (const [jobId, waiting] of line) {
        line.delete(jobId);
        if (line.size > 0) this.#lines.set(whose, line);
        return waiting;
      }
    }
    return undefined;
  }
}
