/** What each function gets where a deployment says nothing else. The names are those of Lambda's settings. */
export const functionLimits = {
  /** It polls for the minute between two schedules. */
  poller: { timeoutSeconds: 60, memoryMegabytes: 256 },
  /** The longest time that Lambda gives, and the memory with which a function has a whole CPU. */
  worker: { timeoutSeconds: 900, memoryMegabytes: 1769 },
  /** A last word is a handful of API calls and their retries. */
  'last-word': { timeoutSeconds: 60, memoryMegabytes: 256 },
} as const;

/**
 * Seconds for which a dead letter stays hidden: six times as long as its last word may take. Source: AWS Lambda Developer
 * Guide, "Creating and configuring an Amazon SQS event source mapping".
 */
export const DEAD_LETTER_HIDDEN_SECONDS = 6 * functionLimits['last-word'].timeoutSeconds;

/** The least number of functions at once that Lambda takes for the messages of a queue. */
export const MIN_CONCURRENCY = 2;

/**
 * How often a message is received before the last word is spoken. The ledger counts the runs of an action and gives up
 * sooner; this is for workers that die before they come to it, and more than any outage or throttling uses up.
 */
export const MAX_RECEIVES = 20;

/** Seconds for which a queue keeps what could not be handled: as long as SQS allows. */
export const MAX_KEPT_SECONDS = 14 * 24 * 3600;

/** Seconds for which a wake-up is kept: the schedule sends new ones every minute. */
export const MAX_WAKE_UP_SECONDS = 300;
