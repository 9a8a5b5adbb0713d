import type { PollLease, PollState } from '../../lambda/job/poll-lease.ts';

/** The poll lease in a variable. */
export function memoryPollLease(): PollLease {
  let held = { holder: '', until: 0 };
  let state: PollState = { hotUntil: 0, pausedAt: undefined };
  return {
    read: async () => state,
    async take(holder, now, until) {
      const isFree = held.until <= now || held.holder === holder;
      const isTaken = state.pausedAt === undefined && isFree;
      if (isTaken) held = { holder, until };
      return { ...state, isTaken };
    },
    async extend(holder, until) {
      if (held.holder !== holder) return false;
      held = { holder, until };
      return true;
    },
    async heat(hotUntil) {
      state = { ...state, hotUntil };
    },
    async pause(pausedAt) {
      state = { ...state, pausedAt: state.pausedAt ?? pausedAt };
    },
    async resume() {
      state = { ...state, pausedAt: undefined };
    },
  };
}
