import type { Offer } from './enqueue.ts';

/** Offers that wait to be queued. Customers take turns, so that none of them waits behind all the jobs of another. */
export class WaitingOffers {
  readonly #lines = new Map<string, Offer[]>();

  add(offer: Offer): void {
    const line = this.#lines.get(offer.clientId);
    if (line) line.push(offer);
    else this.#lines.set(offer.clientId, [offer]);
  }

  /** Takes the one whose turn it is. */
  next(): Offer | undefined {
    const [first] = this.#lines;
    if (!first) return undefined;
    const [clientId, line] = first;
    const offer = line.shift();
    this.#lines.delete(clientId);
    if (line.length > 0) this.#lines.set(clientId, line);
    return offer;
  }
}
