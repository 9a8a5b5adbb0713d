import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Raised whenever the tables change; a file of another version is refused. */
const SCHEMA_VERSION = 2;

const SCHEMA = `
  CREATE TABLE clients (client_id TEXT PRIMARY KEY, client_token TEXT NOT NULL) STRICT;
  CREATE TABLE action_types (name TEXT PRIMARY KEY, action_type TEXT NOT NULL) STRICT;
  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL UNIQUE,
    action_type TEXT NOT NULL,
    job TEXT NOT NULL,
    status TEXT NOT NULL GENERATED ALWAYS AS (job ->> '$.status') VIRTUAL,
    since INTEGER NOT NULL GENERATED ALWAYS AS (job ->> '$.since') VIRTUAL,
    available_at INTEGER NOT NULL GENERATED ALWAYS AS (job ->> '$.availableAt') VIRTUAL,
    queued_at INTEGER GENERATED ALWAYS AS (job ->> '$.queuedAt') VIRTUAL
  ) STRICT;
  CREATE INDEX jobs_by_status ON jobs (status, since);
  PRAGMA user_version = ${SCHEMA_VERSION};`;

/**
 * Opens the database of the control plane, made when it does not exist. It holds client tokens and configurations in
 * clear, so that only the owner of the file may read it.
 * @param file ':memory:' keeps nothing.
 * @throws Error when the file was written by another version.
 */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version === 0) transact(database, () => database.exec(SCHEMA));
    else if (version !== SCHEMA_VERSION) {
      throw new Error(
        `${file} has version ${version} of the job tables, this program has ${SCHEMA_VERSION}; use another file`,
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs work whose writes all take effect, or none when it throws. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
