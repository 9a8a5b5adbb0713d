/** The variables by which a stack tells its functions what they work on; those of the integration and of polling are apart. */
export const stackVariables = {
  /** The URL of the queue that a function's messages come from or go to. */
  queueUrl: 'QUEUE_URL',
  /** The URL of the last word's queue; only for the poller of custom actions. */
  deadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  ledgerTable: 'LEDGER_TABLE',
  /** Custom actions have no clients. */
  clientsTable: 'CLIENTS_TABLE',
  /** What the poller polls for, as JSON. */
  actionTypes: 'ACTION_TYPES',
  maximumRounds: 'MAX_ROUNDS',
  maximumAge: 'MAX_AGE_SECONDS',
  /** Separated by commas. */
  allowedHosts: 'ALLOWED_HOSTS',
  metricNamespace: 'METRIC_NAMESPACE',
} as const;

/** The variables that only a rehearsal of faults sets, because it cannot wait as long as production does. */
export const rehearsalVariables = {
  leaseSeconds: 'LEASE_SECONDS',
  maxInVain: 'MAX_IN_VAIN',
  /** How long calls to AWS may take, as a percentage of the usual time. */
  timeLimitsPercent: 'TIME_LIMITS_PERCENT',
} as const;
