import type { Offer } from './enqueue.ts';

/** Offers that wait to be queued. Customers take turns, so that none of them waits behind all the jobs of another. */
export class WaitingOffers {
  readonly #lines = new Map<string, Map<string, Offer>>();

  /** A job that waits already keeps its place; its newest offer counts. */
  add(offer: Offer): void {
    const line = this.#lines.get(offer.clientId) ?? new Map<string, Offer>();
    this.#lines.set(offer.clientId, line.set(offer.jobId, offer));
  }

  /** Takes the one whose turn it is. */
  next(): Offer | undefined {
    for (const [clientId, line] of this.#lines) {
      this.#lines.delete(clientId);
      for (const [jobId, offer] of line) {
        line.delete(jobId);
        if (line.size > 0) this.#lines.set(clientId, line);
        return offer;
      }
    }
    return undefined;
  }
}
