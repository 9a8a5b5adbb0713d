import type { PolledActionType } from '../../model/integration.ts';
import { HOT_MINUTES, HOT_POLL_EVERY } from '../../model/polling.ts';
import { type PollPorts, poll } from './poll.ts';
import { LOOKS, pollForStarted, type Started } from './poll-for-started.ts';
import { inTurn, type PollLease, type PollState } from './poll-lease.ts';
import { pollUnlessPaused } from './poll-unless-paused.ts';
import { isOverdue, planWakeUps, type WakeUp, type WakeUpQueue } from './wake-up.ts';

/** How a deployment polls. */
interface Pace {
  lease: PollLease;
  /** Where the poller sends its wake-ups; without it every poll is a scheduled one. */
  wakeUps?: WakeUpQueue | undefined;
  /** Seconds between two polls while there is no reason to expect jobs. */
  pollEvery: number;
  /** Whether the deployment has paused polling. */
  isPaused: boolean;
}

/** What a poller needs, and how its deployment polls. */
export interface PacePorts extends PollPorts {
  pace: Pace;
}

/** One invocation of the poller. */
interface PollInvocation {
  id: string;
  /** Epoch milliseconds at which its last poll begins. */
  until: number;
}

/** What an invocation came to. */
export interface PollResult {
  /** The number of jobs that were queued. */
  queued: number;
  /** Why it did not poll: polling is paused, another poller polls, or the wake-up came so late that others replaced it. */
  skipped?: 'paused' | 'held' | 'overdue';
}

/** Milliseconds from one scheduled poll to the next. */
const MINUTE = 60_000;
/** After one job, others are likely: of other pipelines, or the next round of its action. */
const HOT_FOR = HOT_MINUTES * MINUTE;

/** Polls when the schedule asks for it, and sends the wake-ups for the time until the schedule asks again. */
export async function pollOnSchedule(
  ports: PacePorts,
  actionTypes: readonly PolledActionType[],
  { id, until }: PollInvocation,
): Promise<PollResult> {
  const { pace, clock, log } = ports;
  const { lease, wakeUps, isPaused } = pace;
  const paused = (): PollResult => {
    log.count('PollsPaused');
    return { queued: 0, skipped: 'paused' };
  };
  if (isPaused) return paused();
  if (!wakeUps) {
    const queued = await pollUnlessPaused(ports, lease, actionTypes, until);
    return queued === 'paused' ? paused() : { queued };
  }
  const now = clock.now();
  const next = now + MINUTE;
  const wake = (state: PollState) => send(ports, planWakeUps(now, next, intervalOf(state, pace, now)));
  const result = await inTurn({ lease, clock, log }, id, async (state) => {
    const [queued] = await Promise.all([pollAndExpect(ports, actionTypes, { state, next, until }), wake(state)]);
    return { queued };
  });
  if (!('isTaken' in result)) return result;
  if (result.pausedAt !== undefined) return paused();
  await wake(result);
  return { queued: 0, skipped: 'held' };
}

/** Polls when a wake-up asks for it. The next one replaces a lost one, and one that comes twice finds the lease taken. */
export async function pollOnWakeUp(
  ports: PacePorts,
  actionTypes: readonly PolledActionType[],
  { id, until }: PollInvocation,
  wakeUp: WakeUp,
): Promise<PollResult> {
  const { pace, clock, log } = ports;
  if (pace.isPaused) return { queued: 0, skipped: 'paused' };
  if (isOverdue(wakeUp, clock.now())) return { queued: 0, skipped: 'overdue' };
  const result = await inTurn({ lease: pace.lease, clock, log }, id, async (state) => ({
    queued: await pollAndExpect(ports, actionTypes, { state, next: wakeUp.until, until }),
  }));
  return 'isTaken' in result ? refusal(result) : result;
}

/** Looks for the job of an action that has just started: at once, and a few times more while it may not be on offer yet. */
export async function pollOnStart(
  ports: PacePorts,
  started: Started,
  { id, until }: PollInvocation,
): Promise<PollResult> {
  const { pace, clock, log } = ports;
  const { lease, wakeUps, isPaused } = pace;
  if (isPaused) return { queued: 0, skipped: 'paused' };
  const now = clock.now();
  if (!wakeUps) {
    const queued = await pollForStarted(ports, started, until, async (look) => {
      const looked = await inTurn({ lease, clock, log }, id, look);
      return typeof looked === 'number' ? looked : 0;
    });
    return { queued };
  }
  const result = await inTurn({ lease, clock, log }, id, async (state) => ({
    queued: await pollAndExpect(ports, [started.type], { state, next: now + MINUTE, until }),
  }));
  if ('isTaken' in result) {
    if (result.pausedAt === undefined) await send(ports, looksAfter(now));
    return refusal(result);
  }
  if (result.queued === 0) await send(ports, looksAfter(now));
  return result;
}

const refusal = ({ pausedAt }: PollState): PollResult => ({
  queued: 0,
  skipped: pausedAt === undefined ? 'held' : 'paused',
});

/** The further looks for the job of an action that has started. */
const looksAfter = (now: number): WakeUp[] =>
  LOOKS.filter((seconds) => seconds > 0).map((seconds) => ({
    dueAt: now + seconds * 1000,
    every: HOT_POLL_EVERY,
    until: now + MINUTE,
  }));

interface Expecting {
  state: PollState;
  /** When the schedule sends wake-ups again. */
  next: number;
  until: number;
}

/** Polls once, because a wake-up follows; after a job was queued, wake-ups follow sooner for a while. */
async function pollAndExpect(
  ports: PacePorts,
  actionTypes: readonly PolledActionType[],
  { state, next, until }: Expecting,
): Promise<number> {
  const { clock, pace } = ports;
  const startedAt = clock.now();
  const queued = await poll({ ...ports, isWokenSoon: true }, actionTypes, until);
  if (queued === 0) return 0;
  const now = clock.now();
  const isHot = intervalOf(state, pace, startedAt) === HOT_POLL_EVERY;
  await Promise.all([
    // One write a minute is enough, however many jobs there are.
    state.hotUntil < now + HOT_FOR - MINUTE && goOn(ports, () => pace.lease.heat(now + HOT_FOR)),
    !isHot && send(ports, planWakeUps(now, next, HOT_POLL_EVERY)),
  ]);
  return queued;
}

const intervalOf = ({ hotUntil }: PollState, { pollEvery }: Pace, now: number) =>
  hotUntil > now ? HOT_POLL_EVERY : pollEvery;

const send = (ports: PacePorts, wakeUps: readonly WakeUp[]): Promise<void> =>
  goOn(ports, async () => ports.pace.wakeUps?.send(wakeUps, ports.clock.now()));

/** An error here must not stop the poll: the jobs on offer matter more than how soon the next ones are found. */
async function goOn({ log }: PacePorts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.count('PollsFailed', { error });
  }
}
