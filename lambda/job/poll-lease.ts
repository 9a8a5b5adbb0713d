import type { Clock } from '../../model/clock.ts';
import type { Log } from './ports.ts';
import { renewEvery } from './renew.ts';

/** What the pollers of a worker share. Times are epoch milliseconds. */
export interface PollState {
  /** Until when there is reason to expect jobs; 0 when there never was. */
  readonly hotUntil: number;
  /** Since when an operator has paused polling. */
  readonly pausedAt?: number | undefined;
}

/** The right to poll, which one poller has at a time: one item of the ledger. Each change is one conditional write. */
export interface PollLease {
  /** A consistent read. */
  read(): Promise<PollState>;
  /** Takes the lease, unless somebody else holds it at `now` or polling is paused. */
  take(holder: string, now: number, until: number): Promise<PollState & { readonly isTaken: boolean }>;
  /** Moves the end of the lease, while it is this holder's; tells whether it is. */
  extend(holder: string, until: number): Promise<boolean>;
  /** Says until when there is reason to expect jobs. */
  heat(until: number): Promise<void>;
  /** Lets nobody take the lease any more. A pause that was there before keeps its moment. */
  pause(now: number): Promise<void>;
  resume(): Promise<void>;
}

interface TurnPorts {
  lease: PollLease;
  clock: Clock;
  log: Log;
}

/**
 * How long a lease is taken for, in milliseconds: long enough for nearly every poll, and to tell two wake-ups apart that come
 * together; shorter than the time between two. So it need not be given back, which would cost as much as taking it.
 */
const FIRST_TERM = 1_000;
/** How long each further term is, in milliseconds: a killed poller stops the others for this time at most. */
const FURTHER_TERM = 10_000;

/**
 * Does the work while nobody else polls. If a clock is wrong, two pollers may poll at once for a moment; then they only
 * throttle each other, because the ledger queues each job once.
 * @returns the state that kept it from the work, if it did not do it.
 */
export async function inTurn<T>(
  { lease, clock, log }: TurnPorts,
  holder: string,
  work: (state: PollState) => Promise<T>,
): Promise<T | (PollState & { readonly isTaken: false })> {
  const takenAt = clock.now();
  const { isTaken, ...state } = await lease.take(holder, takenAt, takenAt + FIRST_TERM);
  if (!isTaken) return { ...state, isTaken };
  const over = new AbortController();
  let isExtended = false;
  const extend = async () => {
    isExtended = true;
    if (!(await lease.extend(holder, clock.now() + FURTHER_TERM))) over.abort();
  };
  const keeping = clock
    .sleep(FIRST_TERM / 2, over.signal)
    .then(() => renewEvery(FURTHER_TERM / 2, extend, { clock, log, signal: over.signal }));
  try {
    return await work(state);
  } finally {
    over.abort();
    await keeping;
    // It runs out by itself.
    if (isExtended)
      await lease.extend(holder, 0).catch((error) => log.warn('could not give the poll lease back', { error }));
  }
}
