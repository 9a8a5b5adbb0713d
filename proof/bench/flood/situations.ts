import type { Flood } from './play-flood.ts';

const NEVER = Number.POSITIVE_INFINITY;
const many = { jobs: 10_000, pollTakes: 1 };

/** The values of a situation that it does not name. */
export const assumed: Flood = {
  jobs: 3000,
  pollTakes: 0.4,
  batchCap: 10,
  order: 'oldest first',
  offeredAgainAfter: 30,
  callTakes: 0,
  maxPollsASecond: NEVER,
  isCold: false,
};

/** The longest that a job of another customer may wait, in seconds, and the minutes after which an alarm says that it does. */
export const [MAX_WAIT_SECONDS, MAX_ALARM_MINUTES] = [120, 5];

type Situation = [what: string, opposite: Partial<Flood>];

/** In these the job of another customer is queued in time. */
export const bearable: readonly Situation[] = [
  ['as assumed', {}],
  ['in a new process every minute', { isCold: true }],
  ['with calls to ledger and queue that take 30 milliseconds', { callTakes: 0.03 }],
  ['with calls that take a second, so that no minute is enough for all', { callTakes: 1 }],
  ['though no job is offered again', { offeredAgainAfter: NEVER }],
  ['though jobs are offered at random', { order: 'at random' }],
  ['though jobs are offered at random, and again at once', { order: 'at random', offeredAgainAfter: 0 }],
  ['when those come first that were not offered longest', { order: 'longest not offered first' }],
  ['though polls are throttled from the twenty-first in a second on', { maxPollsASecond: 20 }],
  ['though they are throttled from the sixteenth on', { maxPollsASecond: 15 }],
  ['though they are throttled, at random', { maxPollsASecond: 20, order: 'at random' }],
  ['though they are throttled, in a new process every minute', { maxPollsASecond: 20, isCold: true }],
  ['among 10,000 with polls of a second', many],
  ['among 10,000, in a new process every minute', { ...many, isCold: true }],
  ['among 10,000 that are not offered again', { ...many, offeredAgainAfter: NEVER }],
  ['among 10,000 at random', { ...many, order: 'at random' }],
  ['among 10,000 in batches of 100', { ...many, batchCap: 100 }],
];

/** In these no poller could serve everybody, and an alarm says so. */
export const unbearable: readonly Situation[] = [
  ['the first ten are offered again at once', { offeredAgainAfter: 0 }],
  ['they are offered again after a second', { offeredAgainAfter: 1 }],
  ['ten polls a second are too many', { maxPollsASecond: 10 }],
  ['two polls a second are too many', { maxPollsASecond: 2 }],
  ['twenty polls a second are too many for 10,000', { ...many, maxPollsASecond: 20 }],
  ['100,000 jobs are more than two minutes are enough for', { jobs: 100_000, batchCap: 100, maxPollsASecond: 2 }],
];

/** The alarm goes off after three of four minutes in a row, and says so a minute later; Infinity when it does not. */
export function alarmAfterMinutes(minutes: readonly number[]): number {
  const isCounted = (minute: number) => minutes.includes(minute);
  const last = minutes.find((minute) => [0, 1, 2, 3].filter((ago) => isCounted(minute - ago)).length >= 3);
  return last === undefined ? NEVER : last + 2;
}
