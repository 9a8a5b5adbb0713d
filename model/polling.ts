import type { Integration } from './integration.ts';

/** How often a deployment may poll, in seconds from one poll to the next. EventBridge Scheduler's finest rate is the longest of them. */
export const MIN_POLL_EVERY = 2;
export const MAX_POLL_EVERY = 60;

/** Whether a poller with this interval, in seconds, wakes itself between two polls of its schedule. */
export const wakesItself = (pollEvery: number): boolean => pollEvery < MAX_POLL_EVERY;

/** Seconds between two polls while there is reason to expect jobs. */
export const HOT_POLL_EVERY = MIN_POLL_EVERY;

/** Minutes after a job was queued, or a round was reported, in which more are expected. */
export const HOT_MINUTES = 5;

/**
 * Seconds between two polls where a deployment says nothing; docs/cost.md says why. The first job of a custom action has an event
 * of its own, so that polls in between would only cost.
 */
export const usualPollEvery: Readonly<Record<Integration, number>> = { 'third-party': 5, custom: MAX_POLL_EVERY };

/** The variables by which a stack tells its poller how to poll. */
export const pollingVariables = {
  /** Seconds between two polls; a minute when it is not set. */
  pollEvery: 'POLL_EVERY_SECONDS',
  /** The queue of the wake-ups; set where polls come more often than the schedule. */
  wakeUpQueue: 'WAKE_UP_QUEUE_URL',
  /** `true` where the deployment has paused polling. */
  paused: 'PAUSED',
} as const;

/** The key, in the ledger, of what the pollers of a worker share. No job has this key. */
export const POLLING_KEY = 'polls:lease';
