import type { Clock } from '../../model/clock.ts';
import type { Log } from './ports.ts';

/** How many times sooner than usual a renewal that failed is tried again. */
const SOONER = 8;

export interface Renewal {
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
  log: Log;
}

/** Renews now and at every interval (milliseconds), and soon again whenever that failed. */
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
      await clock.sleep(due - clock.now(), signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn('could not renew the lease, will try again', { error });
      await clock.sleep(interval / SOONER, signal);
    }
  }
}
