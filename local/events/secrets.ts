import { createRedactor, type Redactor } from '../../model/redaction/redactor.ts';

/** The most redactors that are kept ready; making one takes about a millisecond. */
const MAX_READY = 100;
/** The most nonces and credentials that are kept for one job: the newest. */
const MAX_ISSUED = 60;
/** The most jobs with nonces or credentials; those that got none for the longest time are dropped first. */
const MAX_JOBS = 10_000;
/** The most values that belong to all jobs: client tokens, also those of before a rotation. */
const MAX_EVERYWHERE = 200;

/** Hides what is secret about each job from everything that is recorded of it. */
export interface Secrets {
  /** The redactor of a job, or of events that belong to no job. */
  redactorOf(jobId: string | undefined): Redactor;
  /** Hides further values of a job, or everywhere. */
  hide(jobId: string | undefined, values: readonly (string | undefined)[]): void;
}

/** @param known What is secret about a job by what it was made with: client token, secret properties, continuation token. */
export function createSecrets(known: (jobId: string) => readonly (string | undefined)[]): Secrets {
  const ready = new Map<string, Redactor>();
  const issued = new Map<string, string[]>();
  let everywhere: string[] = [];
  let general = createRedactor();

  const make = (values: readonly (string | undefined)[]) => {
    const redactor = createRedactor();
    for (const value of new Set([...values, ...everywhere])) redactor.add(value);
    return redactor;
  };
  const hideEverywhere = (value: string) => {
    if (everywhere.includes(value)) return;
    everywhere = [...everywhere, value].slice(-MAX_EVERYWHERE);
    general = make([]);
    ready.clear();
  };
  const hideOf = (jobId: string, value: string) => {
    const kept = issued.get(jobId) ?? [];
    if (kept.includes(value)) return;
    issued.delete(jobId);
    issued.set(jobId, [...kept, value].slice(-MAX_ISSUED));
    const [oldest] = issued.keys();
    if (issued.size > MAX_JOBS && oldest !== undefined) issued.delete(oldest);
    ready.get(jobId)?.add(value);
  };
  return {
    redactorOf(jobId) {
      if (jobId === undefined) return general;
      const redactor = ready.get(jobId) ?? make([...known(jobId), ...(issued.get(jobId) ?? [])]);
      ready.delete(jobId);
      ready.set(jobId, redactor);
      for (const oldest of ready.keys()) {
        if (ready.size <= MAX_READY) break;
        ready.delete(oldest);
      }
      return redactor;
    },
    hide(jobId, values) {
      for (const value of values) {
        if (value === undefined) continue;
        if (jobId === undefined) hideEverywhere(value);
        else hideOf(jobId, value);
      }
    },
  };
}
