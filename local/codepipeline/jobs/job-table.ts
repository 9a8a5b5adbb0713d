import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type ActionTypeId, actionTypeName } from '../../../model/action-type.ts';
import type { StoredJob } from './job.ts';
import type { JobStatus } from './job-status.ts';

/** The stored jobs, and the queries on them. */
export interface JobTable {
  insert(job: StoredJob): void;
  save(job: StoredJob): void;
  remove(jobId: string): void;
  find(jobId: string): StoredJob | undefined;
  /** In the order they were made. */
  all(): StoredJob[];
  /** Jobs of an action type that a poll may hand out, those that wait longest first. */
  ready(wanted: WantedJobs): StoredJob[];
  /** Created jobs whose time has come. */
  available(until: number): StoredJob[];
  /** Partners' unfinished jobs whose time limit is over since they were queued; `seconds` is that of jobs without one. */
  queuedTooLong(now: number, seconds: number): StoredJob[];
  /** Partners' acknowledged jobs whose time limit is over since then. */
  inProgressTooLong(now: number, seconds: number): StoredJob[];
  /** Unfinished jobs of custom actions that began by then. */
  ofActionsBegun(until: number): StoredJob[];
  /** Jobs in one of these statuses since then or longer. */
  unchanged(until: number, statuses: readonly JobStatus[]): StoredJob[];
}

/** What a poll asks for. */
export interface WantedJobs {
  actionTypeId: ActionTypeId;
  /** Jobs that were handed out later are still on offer to somebody. */
  dispatchedUntil: number;
  most: number;
  /** A property of the action configuration and the value that it must have. */
  having?: { name: string; value: string } | undefined;
}

const IS_CUSTOM = `job ->> '$.definition.actionTypeId.owner' = 'Custom'`;
const TIME_LIMIT = `1000 * coalesce(job ->> '$.definition.jobTimeoutSeconds', ?)`;

export function openJobTable(database: DatabaseSync): JobTable {
  const select = (condition: string) => database.prepare(`SELECT job FROM jobs WHERE ${condition}`);
  const insert = database.prepare('INSERT INTO jobs (job_id, action_type, job) VALUES (?, ?, ?)');
  const save = database.prepare('UPDATE jobs SET job = ? WHERE job_id = ?');
  const remove = database.prepare('DELETE FROM jobs WHERE job_id = ?');
  const byId = select('job_id = ?');
  const all = select('TRUE ORDER BY number');
  const isReady = `action_type = ? AND (status = 'Queued' OR (status = 'Dispatched' AND since <= ?))`;
  const ready = select(`${isReady} ORDER BY since, number LIMIT ?`);
  const hasValue = `EXISTS (SELECT * FROM json_each(job, '$.definition.configuration') WHERE key = ? AND value = ?)`;
  const readyHaving = select(`${isReady} AND ${hasValue} ORDER BY since, number LIMIT ?`);
  const available = select(`status = 'Created' AND available_at <= ? ORDER BY number`);
  const isOut = `status IN ('Queued', 'Dispatched', 'InProgress')`;
  const queuedTooLong = select(`NOT ${IS_CUSTOM} AND ${isOut} AND queued_at + ${TIME_LIMIT} <= ? ORDER BY number`);
  const inProgressTooLong = select(
    `NOT ${IS_CUSTOM} AND status = 'InProgress' AND since + ${TIME_LIMIT} <= ? ORDER BY number`,
  );
  const ofActionsBegun = select(
    `${IS_CUSTOM} AND (status = 'Created' OR ${isOut}) AND job ->> '$.definition.actionStartedAt' <= ? ORDER BY number`,
  );
  const unchanged = select('since <= ? AND status IN (SELECT value FROM json_each(?)) ORDER BY number');
  return {
    insert: (job) => void insert.run(job.jobId, actionTypeName(job.definition.actionTypeId), JSON.stringify(job)),
    save: (job) => void save.run(JSON.stringify(job), job.jobId),
    remove: (jobId) => void remove.run(jobId),
    find: (jobId) => byId.all(jobId).map(read)[0],
    all: () => all.all().map(read),
    ready: ({ actionTypeId, dispatchedUntil, most, having }) => {
      const name = actionTypeName(actionTypeId);
      const found =
        having === undefined
          ? ready.all(name, dispatchedUntil, most)
          : readyHaving.all(name, dispatchedUntil, having.name, having.value, most);
      return found.map(read);
    },
    available: (until) => available.all(until).map(read),
    queuedTooLong: (now, seconds) => queuedTooLong.all(seconds, now).map(read),
    inProgressTooLong: (now, seconds) => inProgressTooLong.all(seconds, now).map(read),
    ofActionsBegun: (until) => ofActionsBegun.all(until).map(read),
    unchanged: (until, statuses) => unchanged.all(until, JSON.stringify(statuses)).map(read),
  };
}

/** Only `insert` and `save` write this column. */
const read = ({ job }: Record<string, SQLOutputValue>): StoredJob => JSON.parse(String(job));
