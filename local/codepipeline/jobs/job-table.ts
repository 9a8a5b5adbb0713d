import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type ActionTypeId, actionTypeName } from '../../../model/action-type.ts';
import type { Job, JobStatus } from './job.ts';

/** The jobs and the action types they are of. */
export interface JobTable {
  insert(job: Job): void;
  save(job: Job): void;
  remove(jobId: string): void;
  find(jobId: string): Job | undefined;
  /** In the order they were made. */
  all(): Job[];
  /** Jobs of an action type that a poll may hand out, those that wait longest first. */
  ready(actionTypeId: ActionTypeId, dispatchedUntil: number, most: number): Job[];
  /** Created jobs whose time has come. */
  available(until: number): Job[];
  /** Jobs in one of these statuses that were queued by then. */
  queuedBy(until: number, statuses: readonly JobStatus[]): Job[];
  /** Jobs in one of these statuses since then or longer. */
  unchanged(until: number, statuses: readonly JobStatus[]): Job[];
  register(actionTypeId: ActionTypeId): void;
  isRegistered(actionTypeId: ActionTypeId): boolean;
}

export function openJobTable(database: DatabaseSync): JobTable {
  const select = (condition: string) => database.prepare(`SELECT job FROM jobs WHERE ${condition}`);
  const insert = database.prepare('INSERT INTO jobs (job_id, action_type, job) VALUES (?, ?, ?)');
  const save = database.prepare('UPDATE jobs SET job = ? WHERE job_id = ?');
  const remove = database.prepare('DELETE FROM jobs WHERE job_id = ?');
  const byId = select('job_id = ?');
  const all = select('TRUE ORDER BY number');
  const ready = select(
    `action_type = ? AND (status = 'Queued' OR (status = 'Dispatched' AND since <= ?)) ORDER BY since, number LIMIT ?`,
  );
  const available = select(`status = 'Created' AND available_at <= ? ORDER BY number`);
  const among = 'status IN (SELECT value FROM json_each(?)) ORDER BY number';
  const queuedBy = select(`queued_at <= ? AND ${among}`);
  const unchanged = select(`since <= ? AND ${among}`);
  const register = database.prepare('INSERT OR IGNORE INTO action_types (name) VALUES (?)');
  const registered = database.prepare('SELECT name FROM action_types WHERE name = ?');
  return {
    insert: (job) => void insert.run(job.jobId, actionTypeName(job.definition.actionTypeId), JSON.stringify(job)),
    save: (job) => void save.run(JSON.stringify(job), job.jobId),
    remove: (jobId) => void remove.run(jobId),
    find: (jobId) => byId.all(jobId).map(read)[0],
    all: () => all.all().map(read),
    ready: (actionTypeId, dispatchedUntil, most) =>
      ready.all(actionTypeName(actionTypeId), dispatchedUntil, most).map(read),
    available: (until) => available.all(until).map(read),
    queuedBy: (until, statuses) => queuedBy.all(until, JSON.stringify(statuses)).map(read),
    unchanged: (until, statuses) => unchanged.all(until, JSON.stringify(statuses)).map(read),
    register: (actionTypeId) => void register.run(actionTypeName(actionTypeId)),
    isRegistered: (actionTypeId) => registered.get(actionTypeName(actionTypeId)) !== undefined,
  };
}

/** Only `insert` and `save` write this column. */
const read = ({ job }: Record<string, SQLOutputValue>): Job => JSON.parse(String(job));
