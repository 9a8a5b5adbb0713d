import type { PollLease, PollState } from '../../../lambda/job/poll-lease.ts';
import type { Clock } from '../../../model/clock.ts';
import { latencies } from './latencies.ts';

/** A poll lease whose calls take as long as the ledger's. Nobody pauses it. */
export function slowPollLease(clock: Clock): PollLease {
  let held = { holder: '', until: 0 };
  let state: PollState = { hotUntil: 0 };
  const slow = async <T>(change: () => T): Promise<T> => {
    await clock.sleep(latencies.ledgerCall);
    return change();
  };
  return {
    read: () => slow(() => state),
    take: (holder, now, until) =>
      slow(() => {
        const isTaken = held.until <= now || held.holder === holder;
        if (isTaken) held = { holder, until };
        return { ...state, isTaken };
      }),
    extend: (holder, until) =>
      slow(() => {
        if (held.holder !== holder) return false;
        held = { holder, until };
        return true;
      }),
    heat: (hotUntil) =>
      slow(() => {
        state = { ...state, hotUntil };
      }),
    pause: async () => {},
    resume: async () => {},
  };
}
