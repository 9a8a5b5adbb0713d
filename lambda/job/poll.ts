import { actionTypeName } from '../../model/action-type.ts';
import type { Clock } from '../../model/clock.ts';
import type { PolledActionType } from '../../model/integration.ts';
import type { EnqueuePorts } from './enqueue.ts';
import { type EnqueuerMemory, openEnqueuer } from './enqueuer.ts';
import type { Offers } from './job-source.ts';
import { type Lanes, MAX_LANES, type SweepPorts, sweep } from './sweep.ts';

export interface PollPorts extends EnqueuePorts {
  offers: Offers;
  /** Kept from one invocation to the next by a poller that stays warm. */
  memory?: PollMemory;
  /** Whether the next poll comes within seconds: then this one ends once it has seen all, because waiting costs money. */
  isWokenSoon?: boolean;
}

interface PollMemory extends EnqueuerMemory {
  readonly lanes: Lanes;
  /** Whether polling was paused when this poller last asked. */
  isPaused: boolean;
}

const PAUSE_SECONDS = 5;
/** How long the jobs of the last polls may still be queued, in milliseconds. */
const LAST_OFFERS_TAKE = 5_000;

export const createPollMemory = (): PollMemory => ({
  lanes: { max: MAX_LANES, inUse: 0 },
  known: new Set(),
  unsent: new Map(),
  isPaused: false,
});

/**
 * Queues every job on offer, of all action types at the same time. When none of the jobs is new, it looks once. While jobs
 * keep coming, it looks again every few seconds until `until` (epoch milliseconds). A throttled poll says nothing about the
 * jobs on offer, so it is repeated too, after one to two of these pauses: pollers that were throttled together must not come
 * back together. Returns how many jobs were queued.
 */
export async function poll(ports: PollPorts, actionTypes: readonly PolledActionType[], until: number): Promise<number> {
  const { offers, clock, log, memory = createPollMemory(), isWokenSoon = false } = ports;
  const enqueuer = openEnqueuer(ports, memory, until + LAST_OFFERS_TAKE);
  const sweepPorts = { offers, clock, log, enqueuer, lanes: memory.lanes, isWokenSoon };
  await Promise.all(actionTypes.map((actionType) => pollFor(sweepPorts, actionType, until)));
  return enqueuer.finish();
}

async function pollFor(
  ports: SweepPorts & { isWokenSoon: boolean },
  actionType: PolledActionType,
  until: number,
): Promise<void> {
  const { clock, log, isWokenSoon } = ports;
  let sawAll = false;
  let hasFailed = false;
  while (true) {
    const { end, queued, hasSeenAny } = await sweep(ports, actionType, until);
    const pause = PAUSE_SECONDS * 1000 * (end === 'throttled' ? 1 + Math.random() : 1);
    const pauseEnds = clock.now() + pause;
    const isNew = await within(clock, pause, Promise.all(queued));
    sawAll ||= end === 'complete' && isNew !== undefined;
    hasFailed ||= end === 'failed';
    // A job that nobody can take is offered for hours, so it is not a reason to go on.
    const isOver = end === 'complete' || (end === 'failed' && !hasSeenAny);
    const isIdle = isOver && isNew?.includes(true) === false;
    if (isIdle || (isWokenSoon && sawAll) || pauseEnds >= until) break;
    await clock.sleep(Math.max(0, pauseEnds - clock.now()));
  }
  // When this is counted three times in a row, jobs may have been on offer for minutes that no poll brought.
  if (!sawAll && !hasFailed) log.count('PollsSaturated', { action: actionTypeName(actionType) });
}

/** The result of the work, or undefined when it takes too long. */
async function within<T>(clock: Clock, milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const ended = new AbortController();
  const tooLong = clock.sleep(milliseconds, ended.signal).then(() => undefined);
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    ended.abort();
  }
}
