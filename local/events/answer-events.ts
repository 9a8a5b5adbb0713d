import type { IncomingMessage, ServerResponse } from 'node:http';
import { setInterval } from 'node:timers';
import type { DetailEvent, LocalEvent } from './event.ts';
import type { HelloEvent } from './recorder.ts';
import { isOverview, type Recorder } from './recorder.ts';
import { writeAtPace } from './write-at-pace.ts';

/** Milliseconds after which a silent stream shows that it is alive. */
const SIGN_OF_LIFE = 15_000;
/** Milliseconds after which a page whose stream broke asks again. */
const RETRY = 1_000;

/**
 * Answers `GET /_local/events` with server-sent events (WHATWG HTML, "Server-sent events"): the overview, or with `?job=`
 * everything that happened to a job and to the rounds before and after it. `Last-Event-ID` or `?after=` continues a stream.
 */
export function answerEvents(recorder: Recorder, request: IncomingMessage, response: ServerResponse): void {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const jobId = query.get('job') ?? undefined;
  const after = readCursor(recorder, String(request.headers['last-event-id'] ?? query.get('after') ?? ''));
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  const { events, dropped } =
    jobId === undefined ? { events: recorder.overview(after), dropped: 0 } : recorder.details(jobId, after);
  const hello: HelloEvent = { kind: 'hello', start: recorder.start, now: recorder.now(), dropped };
  response.write(`retry: ${RETRY}\ndata: ${JSON.stringify(hello)}\n\n`);
  const inOrder = (events as readonly LocalEvent[]).toSorted((a, b) => a.id - b.id);
  const paced = writeAtPace(response, inOrder, (event) => write(recorder, event));
  const stop = recorder.listen((event) => {
    if (jobId === undefined ? isOverview(event) : isOf(recorder, event, jobId)) paced.add(event);
  });
  const alive = setInterval(paced.signOfLife, SIGN_OF_LIFE).unref();
  response.once('close', () => {
    stop();
    clearInterval(alive);
  });
}

const write = ({ start }: Recorder, event: LocalEvent) =>
  `id: ${start}.${event.id}\ndata: ${JSON.stringify(event)}\n\n`;

function isOf(recorder: Recorder, event: LocalEvent, jobId: string): event is DetailEvent {
  if (isOverview(event)) return false;
  const execution = recorder.executionOf(event.jobId);
  return event.jobId === jobId || (execution !== undefined && execution === recorder.executionOf(jobId));
}

/** The number of the last event that the reader has; 0 for one of another start. */
function readCursor({ start }: Recorder, cursor: string): number {
  const [ofStart, id] = cursor.split('.');
  return ofStart === start && /^\d{1,15}$/.test(id ?? '') ? Number(id) : 0;
}
