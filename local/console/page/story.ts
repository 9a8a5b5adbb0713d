import { isFinished } from '../../codepipeline/jobs/job-status.ts';
import type { CallEvent, DetailEvent, LedgerEvent, StatusEvent } from '../../events/event.ts';
import { timeOf } from './words.ts';

/** What a bar of the waterfall stands for. */
type Tone = 'wait' | 'work' | 'move' | 'good' | 'bad';

/** A stretch of a job's life. */
export interface Span {
  /** Its name, which is the row in which it is drawn. */
  name: string;
  /** Epoch milliseconds. */
  from: number;
  /** Undefined while it goes on. */
  to?: number;
  tone: Tone;
  /** What it waits for, or its result. */
  note?: string;
  /** When a person or a fault killed it. */
  kills: number[];
}

/** The life of one job of a run. */
export interface Chapter {
  jobId: string;
  spans: Span[];
}

/** A custom action's job has no client, and so no token. */
const CALLS_OF_CUSTOM = ['GetJobDetails', 'AcknowledgeJob'];

/** The story of each job of a run, made from its events, the first round first. */
export function tellStory(events: readonly DetailEvent[]): Chapter[] {
  const jobs = new Map<string, DetailEvent[]>();
  for (const event of events) {
    const known = jobs.get(event.jobId);
    if (known) known.push(event);
    else jobs.set(event.jobId, [event]);
  }
  return [...jobs].map(([jobId, own]) => ({ jobId, spans: spansOf(own) }));
}

function spansOf(events: readonly DetailEvent[]): Span[] {
  const statuses = events.filter((event) => event.kind === 'status');
  const end = statuses.find(isFinished);
  const spans = [
    ...waits(events, statuses, end),
    ...attempts(events, end),
    ...moves(events),
    ...phases(events, statuses, end),
  ];
  return spans.sort((a, b) => a.from - b.from || ORDER.indexOf(a.tone) - ORDER.indexOf(b.tone));
}

const ORDER: readonly Tone[] = ['wait', 'work', 'move', 'good', 'bad'];

type Facts = Omit<Span, 'kills' | 'to' | 'note'> & { to: number | undefined; note?: string };

const span = ({ to, ...facts }: Facts): Span => ({ ...facts, kills: [], ...(to !== undefined && { to }) });

function waits(events: readonly DetailEvent[], statuses: readonly StatusEvent[], end?: StatusEvent): Span[] {
  const at = (status: string) => statuses.find((event) => event.status === status)?.at;
  const began =
    events.filter((event) => event.kind === 'invocation' && event.state === 'began')[0]?.at ?? at('InProgress');
  const [created, queued, dispatched] = [at('Created'), at('Queued'), at('Dispatched')];
  const made: Span[] = [];
  if (created !== undefined && (queued ?? Number.POSITIVE_INFINITY) > created) {
    made.push(
      span({
        name: 'Next round',
        tone: 'wait',
        from: created,
        to: queued ?? end?.at,
        note: 'waits until CodePipeline queues the next round',
      }),
    );
  }
  if (queued !== undefined)
    made.push(span({ name: 'Queue', tone: 'wait', from: queued, to: dispatched ?? end?.at, note: 'waits for a poll' }));
  if (dispatched !== undefined)
    made.push(
      span({ name: 'Message', tone: 'wait', from: dispatched, to: began ?? end?.at, note: 'waits for a worker' }),
    );
  return made;
}

/** Each invocation of a worker, and what is waited for between two of them. */
function attempts(events: readonly DetailEvent[], end?: StatusEvent): Span[] {
  const made: Span[] = [];
  let count = 0;
  let open: { span: Span; environment: string } | undefined;
  let endedAt: { at: number; died: boolean } | undefined;
  for (const event of events) {
    if (event.kind === 'kill' && open?.environment === event.environment) open.span.kills.push(event.at);
    if (event.kind !== 'invocation') continue;
    if (event.state === 'began') {
      if (endedAt !== undefined && event.at > endedAt.at) {
        made.push(waitAfter(endedAt, event.at, momentBefore(events, event.at)));
      }
      const name = event.function === 'last-word' ? 'Last word' : `Attempt ${++count}`;
      open = { span: span({ name, tone: 'work', from: event.at, to: undefined }), environment: event.environment };
      made.push(open.span);
    } else if (open?.environment === event.environment) {
      const died = event.state === 'died';
      Object.assign(open.span, { to: event.at, ...(event.said && { note: withoutRequest(event.said), tone: 'bad' }) });
      endedAt = { at: event.at, died };
      open = undefined;
    }
  }
  if (endedAt !== undefined && open === undefined && end === undefined) {
    made.push(waitAfter(endedAt, undefined, momentBefore(events)));
  }
  return made;
}

/** Lambda's words without the id of the invocation, which tells a person nothing. */
const withoutRequest = (said: string) => said.replace(/RequestId: \S+ Error: /, '');

/** The moment for which a job waits, by the last write of the ledger before a time. */
function momentBefore(events: readonly DetailEvent[], at = Number.POSITIVE_INFINITY): number | undefined {
  const last = events.findLast((event) => event.kind === 'ledger' && event.at < at);
  return last?.kind === 'ledger' && last.phase === 'waiting' ? last.notBefore : undefined;
}

/** What lies between two attempts. */
function waitAfter({ at, died }: { at: number; died: boolean }, to: number | undefined, moment?: number): Span {
  const facts = { tone: 'wait' as const, from: at, to };
  if (moment !== undefined) {
    return span({ ...facts, name: 'Not before', note: `the round starts at ${timeOf(moment)} or later` });
  }
  const note = died ? 'the lease of the dead worker runs out' : 'the message becomes visible again';
  return span({ ...facts, name: 'Wait', note });
}

/** Each artifact from its first call to its last. */
function moves(events: readonly DetailEvent[]): Span[] {
  const calls = new Map<string, CallEvent[]>();
  const outputs = new Set(events.flatMap((event) => (event.kind === 'made' ? event.outputArtifacts : [])));
  for (const event of events) {
    if (event.kind !== 'call' || event.artifact === undefined) continue;
    const name = `${event.artifact} ${outputs.has(event.artifact) ? '↑' : '↓'}`;
    calls.set(name, [...(calls.get(name) ?? []), event]);
  }
  return [...calls].map(([name, own]) => {
    const bad = own.filter(({ status }) => status === 0 || status >= 400).length;
    const note = `${own.length} ${own.length === 1 ? 'call' : 'calls'}${bad > 0 ? `, ${bad} failed` : ''}`;
    const to = Math.max(...own.map(({ at, milliseconds }) => at + milliseconds));
    return span({ name, tone: 'move', from: own[0]?.at ?? 0, to, note });
  });
}

/** Claim, run and report, by what the ledger and CodePipeline were told. */
function phases(events: readonly DetailEvent[], statuses: readonly StatusEvent[], end?: StatusEvent): Span[] {
  const entries = events.filter((event): event is LedgerEvent => event.kind === 'ledger');
  const first = (test: (entry: LedgerEvent) => boolean) => entries.find(test)?.at;
  const claiming = first(({ phase }) => phase === 'claiming');
  const claimed = statuses.find(({ status }) => status === 'InProgress')?.at;
  const decided = first(({ phase }) => phase === 'decided');
  const made: Span[] = [];
  if (claiming !== undefined) {
    const to = claimed ?? end?.at;
    const isCustom = events.some((event) => event.kind === 'call' && CALLS_OF_CUSTOM.includes(event.operation));
    const note = isCustom ? 'details, acknowledge' : 'token, details, acknowledge';
    made.push(span({ name: 'Claim', tone: 'work', from: claiming, to, note }));
  }
  made.push(...runSpans(entries, events, decided ?? end?.at));
  if (decided !== undefined) {
    made.push(
      span({ name: 'Put result', tone: 'work', from: decided, to: end?.at, note: 'decided; CodePipeline is told' }),
    );
  }
  if (end !== undefined) {
    const tone = end.status === 'Succeeded' ? 'good' : 'bad';
    made.push(span({ name: end.status, tone, from: end.at, to: end.at }));
  }
  return made;
}

/** Each run of the action, from when it was counted until its outcome was decided or its process was over. */
function runSpans(entries: readonly LedgerEvent[], events: readonly DetailEvent[], over: number | undefined): Span[] {
  const begun = entries.filter(({ runs }, index) => runs > (entries[index - 1]?.runs ?? 0));
  return begun.map((run, index) => {
    const ended = events.find((event) => event.kind === 'invocation' && event.state !== 'began' && event.at >= run.at);
    const ends = [over, ended?.at, begun[index + 1]?.at].filter((at) => at !== undefined);
    const name = begun.length > 1 ? `Run ${index + 1}` : 'Run';
    const to = ends.length > 0 ? Math.min(...ends) : undefined;
    return span({ name, tone: 'work', from: run.at, to, note: 'the action itself' });
  });
}

/** The lease as it was written last, unless the job is over. */
export function leaseOf(events: readonly DetailEvent[]): LedgerEvent | undefined {
  const last = events.findLast((event) => event.kind === 'ledger');
  return last?.kind === 'ledger' && last.leaseUntil > 0 ? last : undefined;
}
