import type { ActionTypeTable } from '../action-types/action-type-table.ts';
import type { Settings } from '../rules.ts';
import type { ClientTable } from './client-table.ts';
import type { StoredJob } from './job.ts';
import type { JobStatus } from './job-status.ts';
import type { JobTable } from './job-table.ts';

/** What one piece of work on the jobs sees and may do. */
export interface JobWork {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly settings: Settings;
  readonly jobs: JobTable;
  readonly actionTypes: ActionTypeTable;
  readonly clients: ClientTable;
  /** Adds a job that was just created. Unless it is moved, the time rules queue it. */
  add(job: StoredJob): void;
  /** Changes a job's status, now unless told otherwise, and records that. */
  move(job: StoredJob, status: JobStatus, at?: number): StoredJob;
}
