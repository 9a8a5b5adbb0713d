/** A message to the poller itself: EventBridge Scheduler's finest rate is a minute, and a function that sleeps costs money. */
export interface WakeUp {
  /** Epoch milliseconds at which it is to come. */
  readonly dueAt: number;
  /** Seconds from one wake-up to the next when it was sent. */
  readonly every: number;
  /** When the schedule sends new ones, in epoch milliseconds. */
  readonly until: number;
}

/** Where wake-ups wait until they are due. */
export interface WakeUpQueue {
  /** @throws Error when some of them could not be sent. The next scheduled poll sends new ones. */
  send(wakeUps: readonly WakeUp[], now: number): Promise<void>;
}

/** The wake-ups after `from` and before `until`, one in every `every` seconds. */
export function planWakeUps(from: number, until: number, every: number): WakeUp[] {
  const number = Math.max(0, Math.ceil((until - from) / (every * 1000)) - 1);
  return Array.from({ length: number }, (_, index) => ({ dueAt: from + (index + 1) * every * 1000, every, until }));
}

/**
 * How late a wake-up may be, in milliseconds, even if the next one is due by then: if all of them came late, no poll would be
 * made. The poll lease lets only one of those poll that come together.
 */
const MAX_LATE = 10_000;

/** Whether a wake-up is so late that a later one has replaced it. */
export const isOverdue = ({ dueAt, every }: WakeUp, now: number): boolean =>
  now - dueAt > Math.max(MAX_LATE, every * 1000);

/**
 * The wake-up of an event from SQS; if there are several, the one that is due last.
 * @returns `none` when no message is a wake-up that this release knows; undefined for an event that is not from SQS.
 */
export function wakeUpIn(event: unknown): WakeUp | 'none' | undefined {
  const { Records: records } = Object(event);
  if (!Array.isArray(records)) return undefined;
  const wakeUps = records.flatMap(({ body }) => readWakeUp(body) ?? []);
  return wakeUps.toSorted((a, b) => a.dueAt - b.dueAt).at(-1) ?? 'none';
}

function readWakeUp(body: string): WakeUp | undefined {
  const { dueAt, every, until } = parseObject(body);
  return [dueAt, every, until].every(Number.isFinite) ? { dueAt, every, until } : undefined;
}

function parseObject(text: string) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
