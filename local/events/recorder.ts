import { randomBytes } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import { redactText, redactValue } from '../../model/redaction/redact-value.ts';
import type { DetailEvent, JobEvent, LocalEvent, OverviewEvent } from './event.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { cut } from './shown-call.ts';

/** The most events of one job. Calls, lines and transfers beyond it are dropped, the oldest first. */
const MAX_EVENTS_OF_JOB = 2_000;
/** The most events of all jobs together; the details of the job that was quiet for longest are dropped first. */
const MAX_EVENTS = 60_000;
/** The most jobs in the overview; the oldest are dropped first. */
const MAX_JOBS = 5_000;
/** The events that are dropped first: the others tell the story of a job. */
const PASSING: readonly LocalEvent['kind'][] = ['call', 'log', 'transfer', 'progress'];

/** An event as it is given to the recorder, which adds its number, and its time when it has none. */
export type Told<E extends LocalEvent> = E extends LocalEvent ? Omit<E, 'id' | 'at'> & { at?: number } : never;

/** Opens every stream: which start of the control plane it is of, and its clock. What was known of another start is void. */
export interface HelloEvent {
  kind: 'hello';
  start: string;
  now: number;
  /** The number of older events of this job that are no longer kept; only in the stream of a job. */
  dropped: number;
}

/** Everything that happened since the start, within bounds. Nothing secret is in it. */
export interface Recorder extends Pick<Secrets, 'hide'> {
  /** Names this start of the control plane. */
  readonly start: string;
  now(): number;
  /** Redacts, numbers and keeps an event, and calls the listeners. */
  record(event: Told<LocalEvent>): void;
  /** Changes the state of a job, once its first `job` event was recorded. */
  changeJob(jobId: string, changes: Partial<Told<JobEvent>>): void;
  /** The latest event of each subject that came after the one with this number. */
  overview(after: number): OverviewEvent[];
  /** What came after the event with this number of a job and of the rounds before and after it, and how much was dropped. */
  details(jobId: string, after: number): { events: DetailEvent[]; dropped: number };
  /** The execution that a job is a round of; undefined for one that is not known. */
  executionOf(jobId: string): string | undefined;
  job(jobId: string): JobEvent | undefined;
  /** A text of a job without what is secret about it. */
  redact(jobId: string, text: string): string;
  /** The beginning of a text of a job, of any length. It is redacted before it is cut: half of a secret is not known. */
  show(jobId: string, text: string): string;
  /** Calls a listener, which must not throw, with each event. Returns what ends that. */
  listen(listener: (event: LocalEvent) => void): () => void;
}

interface JobLog {
  events: DetailEvent[];
  dropped: number;
}

/** @param known Gives the secrets in the definition of a job. */
export function createRecorder(clock: Clock, known: Parameters<typeof createSecrets>[0]): Recorder {
  const secrets = createSecrets(known);
  const latest = new Map<string, OverviewEvent>();
  const logs = new Map<string, JobLog>();
  const listeners = new Set<(event: LocalEvent) => void>();
  let lastId = 0;
  let kept = 0;

  const keepOverview = (event: OverviewEvent) => {
    const subject = subjectOf(event);
    // At its place in the order of the jobs, or else last.
    latest.set(subject, event);
    if (latest.size > MAX_JOBS) dropLog(dropFirstJob(latest));
  };
  const dropLog = (jobId: string | undefined) => {
    if (jobId === undefined) return;
    kept -= logs.get(jobId)?.events.length ?? 0;
    logs.delete(jobId);
  };
  const keepDetail = (event: DetailEvent) => {
    const log = logs.get(event.jobId) ?? { events: [], dropped: 0 };
    logs.delete(event.jobId);
    logs.set(event.jobId, log);
    log.events.push(event);
    kept += 1;
    // An event of a job that is no longer in the overview.
    if (logs.size > MAX_JOBS) dropLog(logs.keys().next().value);
    if (log.events.length > MAX_EVENTS_OF_JOB) kept -= shorten(log);
    for (const [jobId, quiet] of logs) {
      if (kept <= MAX_EVENTS || jobId === event.jobId) break;
      const before = quiet.events.length;
      quiet.events = quiet.events.filter(({ kind }) => kind === 'made' || kind === 'status');
      quiet.dropped += before - quiet.events.length;
      kept -= before - quiet.events.length;
      // Those that have nothing left to drop stand behind the others.
      logs.delete(jobId);
      logs.set(jobId, quiet);
      if (before === quiet.events.length) break;
    }
  };
  const recorder: Recorder = {
    start: randomBytes(6).toString('hex'),
    hide: secrets.hide,
    now: () => clock.now(),
    record(told) {
      const jobId = 'jobId' in told ? told.jobId : undefined;
      const id = ++lastId;
      const at = told.at ?? clock.now();
      // Only texts are changed, so the members keep their types.
      const event = { ...(redactValue(told, secrets.redactorOf(jobId), false) as LocalEvent), id, at };
      if (isOverview(event)) keepOverview(event);
      else keepDetail(event);
      for (const listener of [...listeners]) listener(event);
    },
    changeJob(jobId, changes) {
      const before = recorder.job(jobId);
      if (before === undefined) return;
      const { id: _, at: __, ...facts } = before;
      const same = Object.entries(changes).every(([name, value]) =>
        Object.entries(facts).some(([n, v]) => n === name && v === value),
      );
      if (!same) recorder.record({ ...facts, ...changes });
    },
    overview: (after) => [...latest.values()].filter(({ id }) => id > after),
    details(jobId, after) {
      const execution = recorder.executionOf(jobId);
      const rounds = [...latest.values()].flatMap((event) =>
        event.kind === 'job' && event.actionExecutionId === execution ? [event.jobId] : [],
      );
      const found = rounds.flatMap((round) => logs.get(round) ?? []);
      const events = found.flatMap(({ events: all }) => all.filter(({ id }) => id > after));
      return {
        events: events.toSorted((a, b) => a.id - b.id),
        dropped: found.reduce((sum, { dropped }) => sum + dropped, 0),
      };
    },
    executionOf: (jobId) => recorder.job(jobId)?.actionExecutionId,
    job(jobId) {
      const event = latest.get(`job ${jobId}`);
      return event?.kind === 'job' ? event : undefined;
    },
    redact: (jobId, text) => secrets.redactorOf(jobId).redact(text),
    show: (jobId, text) => cut(redactText(text, secrets.redactorOf(jobId))),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return recorder;
}

const OVERVIEW: readonly LocalEvent['kind'][] = [
  ...(['job', 'queue', 'poll', 'pause', 'functions', 'controls', 'packing', 'client'] as const),
];

export const isOverview = (event: LocalEvent): event is OverviewEvent => OVERVIEW.includes(event.kind);

function subjectOf(event: OverviewEvent): string {
  switch (event.kind) {
    case 'job':
      return `job ${event.jobId}`;
    case 'client':
      return `client ${event.clientId}`;
    case 'packing':
      return `packing ${event.name}`;
    case 'poll':
      return `poll ${event.actionType}`;
    default:
      return event.kind;
  }
}

/** Returns the job that was dropped. */
function dropFirstJob(latest: Map<string, OverviewEvent>): string | undefined {
  for (const [subject, event] of latest) {
    if (event.kind !== 'job') continue;
    latest.delete(subject);
    return event.jobId;
  }
  return undefined;
}

/** Drops a tenth of a job's events, passing ones as far as there are any. Returns their number. */
function shorten(log: JobLog): number {
  const excess = MAX_EVENTS_OF_JOB / 10;
  const before = log.events.length;
  let left = excess;
  const rest = log.events.filter(({ kind }) => !(PASSING.includes(kind) && left-- > 0));
  log.events = rest.length < before ? rest : log.events.slice(excess);
  const dropped = before - log.events.length;
  log.dropped += dropped;
  return dropped;
}
