/** The members of every event. All times are epoch milliseconds. */
export interface Recorded {
  /** Counts the events of one start from 1. A later event has a higher number. */
  id: number;
  /** When it happened, by the control plane's clock. */
  at: number;
}

/** An event of one job. */
export interface OfJob extends Recorded {
  jobId: string;
}
