import type { Clock } from '../../../model/clock.ts';
import { openActionTypeTable } from '../action-types/action-type-table.ts';
import type { Settings } from '../rules.ts';
import { openClientTable } from './client-table.ts';
import { openDatabase, transact } from './database.ts';
import { enter, type StoredJob } from './job.ts';
import type { JobStatus } from './job-status.ts';
import { openJobTable } from './job-table.ts';
import type { JobWork } from './job-work.ts';
import { applyTimeRules } from './time-rules.ts';

/** A status that a job has just entered. */
export interface JobChange {
  jobId: string;
  status: JobStatus;
  /** Epoch milliseconds. */
  at: number;
}

/** The jobs, their action types and their clients. All state is in the database, so that a restart on the same file loses nothing. */
export interface JobStore {
  settings: Settings;
  /** Does a piece of work on the jobs as time has left them; all of it takes effect, or none when it throws. */
  work<T>(piece: (work: JobWork) => T): T;
  /** Looks at the jobs and clients as they are stored, without the time rules. Changes nothing. */
  look<T>(piece: (stored: Pick<JobWork, 'jobs' | 'clients'>) => T): T;
  /** Calls a listener, which must not throw, after each change, with the job as it then was. Returns a function that stops this. */
  onChange(listener: (change: JobChange, job: StoredJob) => void): () => void;
  close(): void;
}

/** @throws Error when the file was written by another version. */
export function openJobStore(file: string, clock: Clock, settings: Settings): JobStore {
  const database = openDatabase(file);
  const jobs = openJobTable(database);
  const actionTypes = openActionTypeTable(database);
  const clients = openClientTable(database);
  const listeners = new Set<(change: JobChange, job: StoredJob) => void>();

  const run = <T>(piece: (work: JobWork) => T): T => {
    const changed: StoredJob[] = [];
    const work = createWork({ now: clock.now(), settings: store.settings, jobs, actionTypes, clients }, changed);
    const result = transact(database, () => piece(work));
    for (const job of changed) {
      const change = { jobId: job.jobId, status: job.status, at: job.since };
      for (const listener of [...listeners]) listener(change, job);
    }
    return result;
  };
  const store: JobStore = {
    settings,
    work: (piece) => {
      // A transaction of its own, because a refused piece of work must not undo what time has changed.
      run(applyTimeRules);
      return run(piece);
    },
    look: (piece) => piece({ jobs, clients }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
  return store;
}

function createWork(at: Omit<JobWork, 'add' | 'move'>, changed: StoredJob[]): JobWork {
  const work: JobWork = {
    ...at,
    add: (job) => {
      at.jobs.insert(job);
      changed.push(job);
    },
    move: (job, status, when = at.now) => {
      const moved = enter(job, status, when);
      at.jobs.save(moved);
      changed.push(moved);
      return moved;
    },
  };
  return work;
}
