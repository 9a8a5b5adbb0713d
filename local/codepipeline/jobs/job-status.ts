/**
 * The statuses of the service model, in the order of a job's life.
 *
 * @example
 * const ends: JobStatus[] = ['Succeeded', 'Failed', 'TimedOut'];
 */
export type JobStatus = 'Created' | 'Queued' | 'Dispatched' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimedOut';

/** The statuses that no other follows. */
export const FINAL_STATUSES: readonly JobStatus[] = ['Succeeded', 'Failed', 'TimedOut'];

export const isFinished = ({ status }: { status: JobStatus }): boolean => FINAL_STATUSES.includes(status);
