import type { Offer } from './enqueue.ts';

/** Offers that wait to be queued. Customers take turns, so that none of them waits behind all the jobs of another. */
export class WaitingOffers {
  readonly #lines = new Map<string, Map<string, Offer>>();

  /** A job that waits already keeps its place; its newest offer counts. */
  add(offer: Offer): void {
    const whose = offer.group ?? offer.clientId ?? '';
    const line = this.#lines.get(whose) ?? new Map<string, Offer>();
    this.#lines.set(whose, line.set(offer.jobId, offer));
  }

  /** Takes those whose turn it is, this number of them at most. */
  next(most: number): Offer[] {
    const taken: Offer[] = [];
    while (taken.length < most) {
      const offer = this.#nextOne();
      if (!offer) break;
      taken.push(offer);
    }
    return taken;
  }

  #nextOne(): Offer | undefined {
    for (const [whose, line] of this.#lines) {
      this.#lines.delete(whose);
      for (const [jobId, offer] of line) {
        line.delete(jobId);
        if (line.size > 0) this.#lines.set(whose, line);
        return offer;
      }
    }
    return undefined;
  }
}
