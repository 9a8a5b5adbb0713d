import type { ServerResponse } from 'node:http';

/** A reader that is this number of new events behind is disconnected; it comes back with the number of its last event. */
const MAX_BEHIND = 5_000;

/** Events on their way to a reader. */
interface PacedEvents<E> {
  /** Adds an event that came after the first ones. */
  add(event: E): void;
  /** Shows a reader who waits that the stream is alive. */
  signOfLife(): void;
}

/**
 * Writes events no faster than their reader takes them, so that what waits is events and not their text once more.
 * @param first However many there are, they are waited for: a reader who is cut off here would never have them.
 */
export function writeAtPace<E extends object>(
  response: ServerResponse,
  first: readonly E[],
  write: (event: E) => string,
): PacedEvents<E> {
  let waiting = first;
  let next = 0;
  let added: E[] = [];
  let isFull = false;
  const pump = () => {
    while (!isFull && !response.destroyed) {
      if (next === waiting.length) [waiting, added, next] = [added, [], 0];
      const event = waiting[next];
      if (event === undefined) return;
      next += 1;
      isFull = !response.write(write(event));
    }
  };
  response.on('drain', () => {
    isFull = false;
    pump();
  });
  pump();
  return {
    add(event) {
      if (response.destroyed) return;
      added.push(event);
      if (added.length > MAX_BEHIND) response.destroy();
      else pump();
    },
    signOfLife() {
      if (!isFull && !response.destroyed) response.write(':\n\n');
    },
  };
}
