import type { Clock } from '../../model/clock.ts';
import type { Log } from './ports.ts';

/** A renewal that failed is tried again after this part of the usual interval. */
const SOONER = 8;

interface Renewal {
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
  log: Log;
}

/** Renews now and at every interval (milliseconds), and sooner after a failure. */
export async function renewEvery(
  interval: number,
  renew: () => Promise<unknown>,
  { clock, signal, log }: Renewal,
): Promise<void> {
  let due = clock.now();
  while (!signal.aborted) {
    try {
      await renew();
      do due += interval;
      while (due <= clock.now());
      // A clock that was set back must not put the next renewal off.
      due = Math.min(due, clock.now() + interval);
      await clock.sleep(due - clock.now(), signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn('could not renew the lease, will try again', { error });
      await clock.sleep(interval / SOONER, signal);
    }
  }
}
