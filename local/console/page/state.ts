import { computed, effect, signal } from '@preact/signals';
import type {
  ControlsEvent,
  DetailEvent,
  FunctionsEvent,
  JobEvent,
  LocalEvent,
  PackingEvent,
  PauseEvent,
  PollEvent,
  QueueEvent,
} from '../../events/event.ts';
import type { HelloEvent } from '../../events/recorder.ts';
import { type PageAddress, readPlace, writePlace } from './address.ts';
import { groupJobs } from './executions.ts';
import { openStream } from './stream.ts';

/** What the page shows: the place that its address names, and what the event stream has told. */
export const place = signal<PageAddress>(readPlace(location.hash));
/** How every job stands, in the order they were made. */
export const jobs = signal<ReadonlyMap<string, JobEvent>>(new Map());
export const queue = signal<QueueEvent | undefined>(undefined);
/** The latest poll of any action type. */
export const poll = signal<PollEvent | undefined>(undefined);
/** Whether a command or the deployment has paused the polls. */
export const pause = signal<PauseEvent | undefined>(undefined);
export const functions = signal<FunctionsEvent | undefined>(undefined);
export const controls = signal<ControlsEvent | undefined>(undefined);
/** The folder that is being packed for a job to come. */
export const packing = signal<PackingEvent | undefined>(undefined);
export const clients = signal<ReadonlySet<string>>(new Set());
/** Whether the first answer has come; since when the control plane has not answered; whether it was restarted. */
export const connection = signal<{ ready: boolean; goneSince?: number; restarted?: boolean }>({ ready: false });
/** Of the control plane's clock; it ticks once a second while the tab is shown. */
export const now = signal(Date.now());
/** What screen readers are told. */
export const news = signal('');

export const executions = computed(() => groupJobs(jobs.value.values()));

/** The job that is shown: the one that the address names, or else the newest. */
export const chosenId = computed(() => place.value.jobId ?? executions.value[0]?.latest.jobId);

/** The run that the chosen job is a round of. */
export const chosen = computed(() =>
  executions.value.find(({ rounds }) => rounds.some(({ jobId }) => jobId === chosenId.value)),
);

/** What happened to the chosen job and its other rounds. */
export const details = signal<{ executionId?: string; events: readonly DetailEvent[]; dropped: number }>({
  events: [],
  dropped: 0,
});

/** Shows another place, and says so in the address. */
export function go(change: Partial<PageAddress>): void {
  location.hash = writePlace({ ...place.value, ...change });
}

/** Shows the list alone where there is no room for both. */
export function leaveJob(): void {
  const { jobId: _, ...rest } = place.value;
  location.hash = writePlace(rest);
}

let start = '';
let ahead = 0;

function greet({ start: name, now: theirs }: HelloEvent): void {
  ahead = theirs - Date.now();
  const restarted = start !== '' && start !== name;
  if (restarted) jobs.value = new Map();
  start = name;
  connection.value = { ready: true, ...((restarted || connection.value.restarted) && { restarted: true }) };
}

function lose(): void {
  connection.value = { ...connection.value, goneSince: connection.value.goneSince ?? Date.now() };
}

function take(events: LocalEvent[]): void {
  const changed: JobEvent[] = [];
  for (const event of events) {
    // A person may have put the clock forward.
    ahead = Math.max(ahead, event.at - Date.now());
    if (event.kind === 'job') changed.push(event);
    else if (event.kind === 'queue') queue.value = event;
    else if (event.kind === 'poll') poll.value = event;
    else if (event.kind === 'pause') pause.value = event;
    else if (event.kind === 'functions') functions.value = event;
    else if (event.kind === 'controls') controls.value = event;
    else if (event.kind === 'packing') packing.value = event.isDone ? undefined : event;
    else if (event.kind === 'client') clients.value = new Set([...clients.value, event.clientId]);
  }
  if (changed.length === 0) return;
  announce(changed);
  const next = new Map(jobs.value);
  for (const event of changed) next.set(event.jobId, event);
  jobs.value = next;
}

/** Tells screen readers which jobs changed their status; not what was there when the page was opened. */
function announce(changed: readonly JobEvent[]): void {
  if (jobs.value.size === 0) return;
  const told = changed.filter(({ jobId, status }) => jobs.value.get(jobId)?.status !== status);
  if (told.length === 0) return;
  const texts = told
    .slice(-3)
    .map(({ actionName, jobId, status }) => `${actionName} ${jobId.slice(0, 8)} is ${status}.`);
  news.value = texts.join(' ') + (told.length > 3 ? ` And ${told.length - 3} more.` : '');
}

/** Begins to read. Called once. */
export function begin(): void {
  addEventListener('hashchange', () => {
    place.value = readPlace(location.hash);
  });
  setInterval(() => {
    if (!document.hidden) now.value = Date.now() + ahead;
  }, 1000);
  openStream('/_local/events', { hello: greet, take, lost: lose });
  let following: { id: string; close(): void } | undefined;
  effect(() => {
    const id = chosen.value?.id;
    const jobId = chosen.value?.rounds[0]?.jobId;
    if (id === following?.id) return;
    following?.close();
    following = id !== undefined && jobId !== undefined ? { id, close: followJob(id, jobId) } : undefined;
  });
}

/** Reads what happened to a run of an action, and what happens from now on. */
function followJob(executionId: string, jobId: string): () => void {
  details.value = { executionId, events: [], dropped: 0 };
  let ofStart = '';
  return openStream(`/_local/events?job=${encodeURIComponent(jobId)}`, {
    hello({ start: name, dropped }) {
      const isOther = ofStart !== '' && ofStart !== name;
      details.value = { executionId, events: isOther ? [] : details.value.events, dropped };
      ofStart = name;
    },
    take(events) {
      const { dropped } = details.value;
      details.value = { executionId, events: [...details.value.events, ...(events as DetailEvent[])], dropped };
    },
    lost: lose,
  });
}
