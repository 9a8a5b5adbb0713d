import type { JobDetails, JobLog } from '../action/job.ts';
import type { AnyOutcome } from '../action/outcome.ts';
import type { ArtifactAccess } from './ports.ts';

/** Everything that an action's code is told about its job. The proof that the job is ours stays with the worker. */
export interface Task {
  clientId: string;
  details: TaskDetails;
  continuationToken: string | undefined;
  remembered: Readonly<Record<string, string>>;
  /** Which run of the action this is, from 1. */
  attempt: number;
  folder: string;
}

export type TaskDetails = Omit<JobDetails, 'nonce' | 'credentials' | 'continuationToken'>;

/** What the worker does for an action at work. */
export interface Host {
  access: ArtifactAccess;
  log: JobLog;
  /** Is told of an action that runs in this same thread, and that may go on when nobody waits for it any more. */
  follow?(work: Promise<unknown>): void;
  /** Hides values in everything that is written about the job, once this has resolved. */
  hide(secrets: readonly string[]): Promise<void>;
  /**
   * Confirms, at the last moment before the action begins, that the job is still this worker's.
   * @returns the milliseconds, from when it was asked, in which the action may begin.
   */
  begin(): Promise<number>;
  /** Writes a value into the ledger. */
  remember(key: string, value: string): Promise<void>;
  /** Fires when nobody waits for the outcome any more: only tidying up is left. */
  over: AbortSignal;
}

export interface RedactingHost extends Host {
  /** Hides in a text what is secret in the job. */
  redact(text: string): string;
}

/** Where the action of one job runs: opened while the job is claimed, closed when the job is done. */
export interface Workplace {
  /** Empty, and for this job only. */
  readonly folder: string;
  /** Is told of the job as soon as its details are known, while the job is still being claimed. */
  prepare?(details: JobDetails): void;
  /** Settles once the action has ended or was told to stop, and what it left unfinished is dropped. */
  perform(task: Task, host: RedactingHost): Promise<AnyOutcome>;
  /** Ends what is still running there, and removes what is left. */
  close(log: JobLog): Promise<void>;
}
