import type { Clock } from '../../model/clock.ts';

/** Milliseconds before the second call. Each wait is twice the one before it, up to the longest. */
const FIRST_WAIT = 250;
const MAX_WAIT = 10_000;

/** How long a call that gets no answer is repeated. */
export interface Patience {
  clock: Clock;
  /** No call begins after this moment, in epoch milliseconds; one in the past allows a single call. */
  until: number;
  /** Ends the calls early; then the signal's reason is thrown. */
  signal: AbortSignal;
}

/**
 * Repeats a call as long as it throws: it waits for a service that is away, because the work so far would be lost without
 * the call.
 * @throws what the last call threw; the signal's reason when that ended the calls.
 */
export async function repeat<T>(call: () => Promise<T>, { clock, until, signal }: Patience): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, MAX_WAIT)) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const left = until - clock.now();
      if (left <= 0) throw error;
      await clock.sleep(Math.min(wait, left), signal);
      signal.throwIfAborted();
    }
  }
}
